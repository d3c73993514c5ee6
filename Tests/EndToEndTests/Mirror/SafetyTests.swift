import FolderFixtures
import Glibc
import Testing

/// What Cairn refuses, notices and keeps: the mistakes that other tools are known for.
@Suite struct SafetyTests {
  /// A source of some folders that is in the bucket already.
  private func mirrored(_ place: Sandbox) async throws -> String {
    let source = try place.temporary.folder("source")
    for number in 0..<12 { try writeFile(source + "/d\(number % 3)/f\(number)", "content \(number)") }
    let up = try await place.sync(source, "s3://bucket")
    #expect(up.exit == 0 && up.uploaded == 12, "\(up.transcript)")
    return source
  }

  private func keys(_ place: Sandbox, _ bucket: String = "bucket") async throws -> Set<String> {
    let target = try place.temporary.folder("keys-\(place.temporary.nextNumber())")
    let down = try await place.cairn("sync", "s3://\(bucket)", target, "--state", "none")
    #expect(down.exit == 0, "\(down.transcript)")
    return Set(try FileTree(target).entries.keys.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test(.needs(.setpriv)) func anUnreadableFolderKeepsItsCopies() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try await mirrored(place)
    try #require(geteuid() == 0, "only root can become somebody who may not read")
    #expect(unlink(source + "/d2/f2") == 0)
    #expect(chmod(source + "/d1", 0) == 0)
    #expect(chmod(place.path, 0o777) == 0)
    let wrapper = [
      try Tools.Peer.setpriv.requirePath(), "--reuid=65534", "--regid=65534", "--clear-groups",
    ]
    // Permission bits mean nothing to root: the run must be somebody else, or this would pass for nothing.
    let probe = try await place.run(wrapper + ["/bin/ls", source + "/d1"])
    try #require(probe.exit != 0)
    let words = ["sync", source, "s3://bucket", "--delete", "--json", "--state", place.path + "/other.state"]
    let run = SyncOutcome(try await place.run(wrapper + place.command(words)))
    #expect(run.exit == 3, "\(run.transcript)")
    #expect(run.program.transcript.contains("d1"), "the folder is named: \(run.transcript)")
    let left = try await keys(place)
    #expect(left.isSuperset(of: ["d1/f1", "d1/f4", "d1/f7", "d1/f10"]))
    #expect(!left.contains("d2/f2"), "what is gone from a folder that was read goes: \(run.transcript)")
  }

  @Test func anEmptySourceDeletesNothing() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    _ = try await mirrored(place)
    let empty = try place.temporary.folder("empty")
    let run = try await place.sync(empty, "s3://bucket", "--delete")
    #expect(run.exit == 7, "\(run.transcript)")
    #expect(try await keys(place).count == 12)
    let allowed = try await place.sync(empty, "s3://bucket", "--delete", "--allow-empty-source", "--max-delete", "100%")
    #expect(allowed.exit == 0 && allowed.deleted == 12, "\(allowed.transcript)")
  }

  @Test func aMissingSourceDeletesNothing() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    _ = try await mirrored(place)
    let run = try await place.sync(place.path + "/nowhere", "s3://bucket", "--delete")
    #expect(run.exit == 4, "\(run.transcript)")
    #expect(try await keys(place).count == 12)
  }

  @Test func moreDeletesThanAllowedAreRefused() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try await mirrored(place)
    for number in 0..<5 { #expect(unlink(source + "/d\(number % 3)/f\(number)") == 0) }
    let refused = try await place.sync(source, "s3://bucket", "--delete", "--max-delete", "4")
    #expect(refused.exit == 7, "\(refused.transcript)")
    #expect(try await keys(place).count == 12)
    let allowed = try await place.sync(source, "s3://bucket", "--delete", "--max-delete", "5")
    #expect(allowed.exit == 0 && allowed.deleted == 5, "\(allowed.transcript)")
  }

  @Test func anEditOfEqualSizeWithAnOldTimeIsNoticed() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try writeFile(source + "/config", "value = 1\n", modified: 1_700_000_000)
    #expect(try await place.sync(source, "s3://bucket").uploaded == 1)
    for content in ["value = 2\n", "value = 3\n"] {
      try writeFile(source + "/config", content, modified: 1_700_000_000)
      let run = try await place.sync(source, "s3://bucket")
      #expect(run.exit == 0 && run.uploaded == 1, "\(run.transcript)")
      #expect(try await place.cairn("cat", "s3://bucket/config").output == content)
    }
  }

  @Test func anObjectReplacedBehindOurBackIsNoticed() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try await mirrored(place)
    let other = try place.temporary.folder("other")
    try writeFile(other + "/f1", "tampered!")
    let overwrite = try await place.cairn("cp", other + "/f1", "s3://bucket/d1/f1")
    #expect(overwrite.exit == 0, "\(overwrite.transcript)")
    let run = try await place.sync(source, "s3://bucket")
    #expect(run.exit == 0 && run.uploaded == 1, "\(run.transcript)")
    #expect(try await place.cairn("cat", "s3://bucket/d1/f1").output == "content 1")
  }

  @Test func dryRunChangesNothing() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try await mirrored(place)
    try writeFile(source + "/d0/new", "new")
    #expect(unlink(source + "/d2/f2") == 0)
    let dry = try await place.cairn(
      "sync", source, "s3://bucket", "--delete", "--dry-run", "--state", place.state(source, "s3://bucket"))
    #expect(dry.exit == 0 && dry.output.contains("d0/new") && dry.output.contains("d2/f2"), "\(dry.transcript)")
    let left = try await keys(place)
    #expect(left.contains("d2/f2") && !left.contains("d0/new"))
  }

  @Test func specialFilesAreLeftOutWithANotice() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try await mirrored(place)
    #expect(mkfifo(source + "/pipe", 0o644) == 0)
    let run = try await place.sync(source, "s3://bucket")
    #expect(run.exit == 0 || run.exit == 3, "\(run.transcript)")
    #expect(run.program.errors.contains("1 socket, fifo or device was left out: pipe\n"), "\(run.transcript)")
    #expect(try await !keys(place).contains("pipe"))
    for number in 0..<12 { #expect(mkfifo(source + "/z\u{1b}\(number)", 0o644) == 0) }
    let more = try await place.sync(source, "s3://bucket").program.errors
    #expect(more.contains("13 sockets, fifos or devices were left out: pipe, z\\x1b0, "), "\(more)")
    #expect(more.contains(" and 3 more\n") && !more.contains("\u{1b}"), "\(more)")
  }

  @Test func aSymbolicLinkOutOfTheTargetIsNotFollowed() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    _ = try await mirrored(place)
    let outside = try place.temporary.folder("outside")
    let target = try place.temporary.folder("target")
    #expect(symlink(outside, target + "/d1") == 0)
    let run = try await place.sync("s3://bucket", target)
    #expect(try FileTree(outside).entries.isEmpty, "\(run.transcript)")
  }

  @Test func filesOfTheTargetFolderAreKeptUnlessAskedFor() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    _ = try await mirrored(place)
    let target = try place.temporary.folder("target")
    try writeFile(target + "/mine", "mine")
    #expect(try await place.sync("s3://bucket", target).exit == 0)
    #expect(try FileTree(target).files[Array("mine".utf8)] == Array("mine".utf8))
    let mirror = try await place.sync("s3://bucket", target, "--delete")
    #expect(mirror.exit == 0 && mirror.deleted == 1, "\(mirror.transcript)")
    #expect(try FileTree(target).files[Array("mine".utf8)] == nil)
  }
}
