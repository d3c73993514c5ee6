import Glibc
import LocalFiles
import Mirroring
import ObjectStores
import Planning
import StorageModel
import Testing

@Suite struct MirrorRunTests {
  @Test func aTreeGoesUpAndComesBack() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("a/b/c.txt", "one")
    try fixture.write("a.txt", "two")
    try fixture.write("a-b", "")
    let up = try await fixture.run(try fixture.folder(), fixture.place())
    #expect(up.uploaded == 3)
    #expect(try await fixture.objects() == ["p/a/b/c.txt": "one", "p/a.txt": "two", "p/a-b": ""])
    let down = try await fixture.run(fixture.place(), try fixture.folder("back", creating: true))
    #expect(down.downloaded == 3)
    let back = try FolderRoot(opening: Array((fixture.root + "/back").utf8))
    #expect(try back.open(PathBytes("a/b/c.txt")).read(at: 0, count: 10) == Array("one".utf8))
    #expect(try back.status(PathBytes("a.txt")).modified == Timestamp(seconds: 1_700_000_000))
  }

  @Test func anUnchangedTreeCostsOneListing() async throws {
    let fixture = try MirrorFixture()
    for number in 0..<30 { try fixture.write("d\(number % 3)/f\(number)", "\(number)") }
    try await fixture.run(try fixture.folder(), fixture.place())
    let log = CallLog()
    let again = try await fixture.run(try fixture.folder(), fixture.place(log))
    #expect(again.unchanged == 30 && again.changes == 0)
    #expect(log.total == 1 && log.count(.list) == 1)
    let silent = CallLog()
    let trusting = try await fixture.run(try fixture.folder(), fixture.place(silent)) { $0.rules.trust = .state }
    #expect(trusting.unchanged == 30 && silent.total == 0)
  }

  @Test func withoutStateEqualityIsProvenByTheETag() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("same", "content")
    try fixture.write("other", "content")
    try await fixture.run(try fixture.folder(), fixture.place(), usesState: false)
    try fixture.write("other", "CONTENT")
    let log = CallLog()
    let again = try await fixture.run(try fixture.folder(), fixture.place(log), usesState: false)
    #expect(again.unchanged == 1 && again.uploaded == 1)
    #expect(log.count(.head) == 0 && log.count(.put) == 1)
    #expect(try await fixture.objects()["p/other"] == "CONTENT")
  }

  @Test func anEditOfEqualSizeAndTimeIsSeen() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("f", "before")
    try await fixture.run(try fixture.folder(), fixture.place())
    try fixture.write("f", "after!")
    #expect(try await fixture.run(try fixture.folder(), fixture.place()).uploaded == 1)
    #expect(try await fixture.objects()["p/f"] == "after!")
  }

  @Test func aRenameIsACopy() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("old", String(repeating: "x", count: 100_000))
    try await fixture.run(try fixture.folder(), fixture.place())
    #expect(rename(fixture.root + "/src/old", fixture.root + "/src/new") == 0)
    let log = CallLog()
    let report = try await fixture.run(try fixture.folder(), fixture.place(log)) { $0.rules.deletes = true }
    #expect(report.copied == 1 && report.deleted == 1 && log.count(.put) == 0)
    #expect(try await fixture.objects().keys.sorted() == ["p/new"])
  }

  /// Between 1 MiB and one part the digest is known before anything is sent; from 8 MiB on equal sizes are looked into.
  @Test(arguments: [2, 9, 17]) func aDuplicateIsACopy(_ mebibytes: Int) async throws {
    let fixture = try MirrorFixture()
    let content = String(repeating: "0123456789abcdef", count: mebibytes << 16)
    try fixture.write("first", content)
    try await fixture.run(try fixture.folder(), fixture.place()) { $0.partSizeBytes = 5 << 20 }
    try fixture.write("second", content)
    try fixture.write("other", content.replacing("abcdef", with: "ABCDEF"))
    let log = CallLog()
    let report = try await fixture.run(try fixture.folder(), fixture.place(log)) { $0.partSizeBytes = 5 << 20 }
    #expect(report.copied == 1 && report.uploaded == 1 && log.count(.copy) == 1)
    #expect(fixture.observer.take().contains("copy second"))
    let objects = try await fixture.objects()
    #expect(objects["p/second"] == content && objects["p/other"] != content)
    let again = try await fixture.run(try fixture.folder(), fixture.place())
    #expect(again.changes == 0 && again.unchanged == 3)
  }

  @Test(arguments: [2, 9]) func aDuplicateOfWhatIsNoLongerThereIsSent(_ mebibytes: Int) async throws {
    let fixture = try MirrorFixture()
    let content = String(repeating: "0123456789abcdef", count: mebibytes << 16)
    try fixture.write("first", content)
    try await fixture.run(try fixture.folder(), fixture.place())
    _ = try await fixture.store().put(ObjectKey("p/first"), body: .bytes([1]), WriteOptions())
    try fixture.write("second", content)
    let report = try await fixture.run(try fixture.folder(), fixture.place())
    // The second may be copied from the first again, once that was sent anew.
    #expect(report.uploaded >= 1 && report.uploaded + report.copied == 2)
    #expect(try await fixture.objects() == ["p/first": content, "p/second": content])
  }

  @Test func aDryRunNamesWhatTheRunDoes() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("keep", "1")
    try fixture.write("gone", "1")
    try await fixture.run(try fixture.folder(), fixture.place())
    try fixture.remove("gone")
    try fixture.write("fresh", "2")
    _ = fixture.observer.take()
    let before = try await fixture.objects()
    try await fixture.run(try fixture.folder(), fixture.place()) {
      $0.rules.deletes = true
      $0.isDryRun = true
    }
    #expect(fixture.observer.take() == ["planned delete gone", "planned upload fresh"])
    #expect(try await fixture.objects() == before)
    try await fixture.run(try fixture.folder(), fixture.place()) { $0.rules.deletes = true }
    #expect(fixture.observer.take() == ["delete gone", "upload fresh"])
  }

  @Test func emptyFoldersSurvive() async throws {
    let fixture = try MirrorFixture()
    mkdir(fixture.root + "/src/empty", 0o755)
    try fixture.write("full/x", "1")
    try await fixture.run(try fixture.folder(), fixture.place())
    #expect(try await fixture.objects().keys.sorted() == ["p/empty/", "p/full/x"])
    try await fixture.run(fixture.place(), try fixture.folder("back", creating: true))
    let back = try FolderRoot(opening: Array((fixture.root + "/back").utf8))
    #expect(try back.status(PathBytes("empty")).kind == .directory)
    let again = try await fixture.run(fixture.place(), try fixture.folder("back")) { $0.rules.deletes = true }
    #expect(again.changes == 0)
  }

  @Test func linksTravelAsLinks() async throws {
    let fixture = try MirrorFixture()
    try fixture.write("f", "1")
    symlink("../f", fixture.root + "/src/l")
    try await fixture.run(try fixture.folder(), fixture.place()) {
      $0.rules.copiesSymlinks = true; $0.metadata.symlinks = true
    }
    try await fixture.run(fixture.place(), try fixture.folder("back", creating: true)) {
      $0.rules.copiesSymlinks = true
      $0.metadata.symlinks = true
    }
    let back = try FolderRoot(opening: Array((fixture.root + "/back").utf8))
    #expect(try back.readLink(PathBytes("l")) == Array("../f".utf8))
    let again = try await fixture.run(fixture.place(), try fixture.folder("back")) {
      $0.rules.copiesSymlinks = true
      $0.metadata.symlinks = true
    }
    #expect(again.changes == 0)
  }
}
