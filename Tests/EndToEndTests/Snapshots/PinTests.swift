import FolderFixtures
import Glibc
import Testing

/// `cairn snapshot pin`: a mirror in a versioned bucket as it was, for the price of one object.
@Suite(.serialized) struct PinTests {
  private func versioned(_ server: ServerProcess) async throws -> Sandbox {
    let place = server.sandbox
    try writeFile(place.path + "/bucket.toml", "versioning = \"enabled\"\n")
    let applied = try await place.cairn("bucket", "apply", "s3://bucket", place.path + "/bucket.toml")
    try #require(applied.exit == 0, "\(applied.transcript)")
    return place
  }

  @Test func aPinIsMadeListedVerifiedRestoredComparedAndRemoved() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try SampleTree.write(to: source)
    #expect(try await place.sync(source, "s3://bucket/photos").exit == 0)
    let unversioned = try await place.cairn("snapshot", "pin", "s3://bucket/photos")
    #expect(unversioned.exit == 7 && unversioned.errors.contains("no versioning"), "\(unversioned.transcript)")
    _ = try await versioned(server)
    try writeFile(source + "/changing", "first")
    #expect(try await place.sync(source, "s3://bucket/photos").exit == 0)
    let kept = try FileTree(source, times: true)
    let pinned = try await place.cairn("snapshot", "pin", "s3://bucket/photos", "--name", "before")
    #expect(pinned.exit == 0 && pinned.output.hasPrefix("pinned before"), "\(pinned.transcript)")
    let again = try await place.cairn("snapshot", "pin", "s3://bucket/photos", "--name", "before")
    #expect(again.exit == 7, "\(again.transcript)")
    let root = try await place.cairn("snapshot", "pin", "s3://bucket")
    #expect(root.exit == 2, "\(root.transcript)")
    // The mirror goes on.
    try writeFile(source + "/changing", "second")
    try writeFile(source + "/new", "new")
    unlink(source + "/a.txt")
    #expect(try await place.sync(source, "s3://bucket/photos", "--delete").exit == 0)
    let diff = try await place.cairn("snapshot", "pin", "diff", "s3://bucket/photos", "before", "--detailed-exitcode")
    #expect(diff.exit == 20, "\(diff.transcript)")
    #expect(Set(diff.output.split(separator: "\n")) == ["M changing", "+ new", "- a.txt"], "\(diff.transcript)")
    let cat = try await place.cairn("cat", "s3://bucket/photos/changing", "--pin", "before")
    #expect(cat.output == "first", "\(cat.transcript)")
    let target = try place.temporary.folder("target")
    let back = try await place.cairn(
      "snapshot", "pin", "restore", "s3://bucket/photos", "before", "--target", target)
    #expect(back.exit == 0, "\(back.transcript)")
    #expect(try FileTree(target, times: true).differences(from: kept).isEmpty)
    let same = try await place.cairn("verify", "s3://bucket/photos", target, "--pin", "before")
    #expect(same.exit == 0, "\(same.transcript)")
    let list = try await place.cairn("snapshot", "pin", "list", "s3://bucket")
    #expect(list.output.hasPrefix("before  "), "\(list.transcript)")
    let verify = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/photos", "before")
    #expect(verify.exit == 0, "\(verify.transcript)")
    // Old versions go, and the pin with them.
    let purged = try await place.cairn("versions", "purge", "s3://bucket/photos/changing", "--older-than", "0s")
    #expect(purged.exit == 0, "\(purged.transcript)")
    let lost = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/photos", "before")
    #expect(lost.exit == 13 && lost.errors.contains("changing"), "\(lost.transcript)")
    let removed = try await place.cairn("snapshot", "pin", "remove", "s3://bucket/photos", "before")
    #expect(removed.exit == 0, "\(removed.transcript)")
    let gone = try await place.cairn("ls", "s3://bucket/photos/", "--pin", "before")
    #expect(gone.exit == 4, "\(gone.transcript)")
  }

  @Test func aRuleThatTakesVersionsAwayIsWarnedOf() async throws {
    let server = try await ServerProcess.cairn()
    let place = try await versioned(server)
    let source = try place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    #expect(try await place.sync(source, "s3://bucket/photos").exit == 0)
    #expect(try await place.cairn("snapshot", "pin", "s3://bucket/photos", "--name", "kept").exit == 0)
    try writeFile(
      place.path + "/rules.toml",
      """
      [[lifecycle]]
      id = "old"
      prefix = "photos/"
      noncurrent-expire-after-days = 7

      [[lifecycle]]
      id = "elsewhere"
      prefix = "logs/"
      noncurrent-expire-after-days = 7
      """)
    for words in [
      ["lifecycle", "diff", "s3://bucket", place.path + "/rules.toml"],
      ["lifecycle", "simulate", "s3://bucket", "--rules", place.path + "/rules.toml"],
    ] {
      let outcome = try await place.cairn(words)
      #expect(outcome.errors.contains("the pin 'kept' of 'photos/'"), "\(outcome.transcript)")
      #expect(!outcome.errors.contains("elsewhere"), "\(outcome.transcript)")
    }
    // Applied only when it is meant.
    let applied = try await place.cairn("lifecycle", "apply", "s3://bucket", place.path + "/rules.toml")
    #expect(applied.exit == 7, "\(applied.transcript)")
  }
}
