import Testing

@testable import S3Server

@Suite struct StartupPagesTests {
  @Test func onlyWhatIsNeverWrittenIsReleased() throws {
    let lines = [
      ("55d0-55e0 r--p 00000000 fe:00 123    /usr/bin/cairn", true),
      ("55e0-55f0 r-xp 00010000 fe:00 123    /usr/bin/cairn", true),
      // Relocations were applied to this piece before it was protected.
      ("55f0-5600 r--p 00020000 fe:00 123    /usr/bin/cairn", false),
      ("5600-5610 rw-p 00030000 fe:00 123    /usr/bin/cairn", false),
      ("7ffd-7fff r-xp 00000000 00:00 0      [vdso]", false),
    ]
    for (line, isReleased) in lines {
      let mapping = try #require(StartupPages.Mapping(line[...]))
      #expect(mapping.isNeverWritten == isReleased, "\(line)")
    }
    #expect(StartupPages.Mapping("7fff-7ffe rw-p 00000000 00:00 0 [stack]") == nil)
    #expect(StartupPages.Mapping("nonsense") == nil)
  }

  @Test func theProgramGoesOn() async throws {
    StartupPages.release()
    try await TestDaemon.with { daemon in
      StartupPages.release()
      let put = try daemon.send("PUT", "/bucket/k", body: [1, 2, 3])
      #expect(put.status == 200)
      let get = try daemon.send("GET", "/bucket/k")
      #expect(get.body == [1, 2, 3])
    }
  }
}
