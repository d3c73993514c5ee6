import FolderFixtures
import Glibc
import S3Stub
import StorageModel
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

  /// As SeaweedFS does where a listing of versions has several pages.
  @Test func whatAListingOfVersionsLeavesOutIsPinnedToo() async throws {
    let stub = try StubServer()
    let place = try Sandbox(endpoint: stub.endpoint)
    stub.withModel { model in for key in ["p/a", "p/b"] { model.put([1], at: key, in: "bucket") } }
    let version = """
      <Version><Key>p/a</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><ETag>"e"</ETag><Size>1</Size>\
      <LastModified>2026-01-01T00:00:00Z</LastModified></Version>
      """
    for (name, document) in [
      ("versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
      ("versions", "<ListVersionsResult><IsTruncated>false</IsTruncated>\(version)</ListVersionsResult>"),
    ] {
      stub.add(StubRule(where: { $0.parameter(name) != nil }, action: .answer(StubResponse(xml: document))))
    }
    let pinned = try await place.cairn("snapshot", "pin", "s3://bucket/p", "--name", "whole")
    #expect(pinned.exit == 0 && pinned.output.contains("2 objects"), "\(pinned.transcript)")
    let verify = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/p", "whole")
    #expect(verify.exit == 0, "\(verify.transcript)")
    stub.withModel { _ = $0.buckets["bucket"]?.removeValue(forKey: ObjectKey("p/b")) }
    let lost = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/p", "whole")
    #expect(lost.exit == 13 && lost.errors.contains("p/b: version null is gone"), "\(lost.transcript)")
    #expect(lost.errors.contains("2 versions, 1 missing or changed"), "\(lost.transcript)")
  }

  /// There `a/x` is listed before `a-b` and `a.txt`.
  @Test(.needs(.weed)) func anEndpointThatListsByFolderHasPinsToo() async throws {
    let server = try await ServerProcess.weed()
    let place = try await versioned(server)
    let source = try place.temporary.folder("source")
    for name in ["a/x", "a/y", "a-b/z", "a.txt", "b"] { try writeFile(source + "/" + name, name) }
    #expect(try await place.sync(source, "s3://bucket/p").exit == 0)
    let pinned = try await place.cairn("snapshot", "pin", "s3://bucket/p", "--name", "before")
    #expect(pinned.exit == 0 && pinned.output.contains("5 objects"), "\(pinned.transcript)")
    let verify = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/p", "before")
    #expect(verify.exit == 0, "\(verify.transcript)")
    let same = try await place.cairn("snapshot", "pin", "diff", "s3://bucket/p", "before", "--detailed-exitcode")
    #expect(same.exit == 0 && same.output.isEmpty, "\(same.transcript)")
    let kept = try FileTree(source)
    try writeFile(source + "/a/y", "changed")
    try writeFile(source + "/a-c", "new")
    unlink(source + "/a.txt")
    #expect(try await place.sync(source, "s3://bucket/p", "--delete").exit == 0)
    let diff = try await place.cairn("snapshot", "pin", "diff", "s3://bucket/p", "before")
    #expect(diff.output == "+ a-c\n- a.txt\nM a/y\n", "\(diff.transcript)")
    #expect(diff.errors.contains("1 added, 1 removed, 1 modified"), "\(diff.transcript)")
    let target = try place.temporary.folder("target")
    let back = try await place.cairn("snapshot", "pin", "restore", "s3://bucket/p", "before", "--target", target)
    #expect(back.exit == 0, "\(back.transcript)")
    #expect(try FileTree(target).differences(from: kept).isEmpty)
    #expect(try await place.cairn("snapshot", "pin", "verify", "s3://bucket/p", "before").exit == 0)
    let purged = try await place.cairn("versions", "purge", "s3://bucket/p/a/y", "--older-than", "0s")
    #expect(purged.exit == 0, "\(purged.transcript)")
    let lost = try await place.cairn("snapshot", "pin", "verify", "s3://bucket/p", "before")
    #expect(lost.exit == 13 && lost.errors.contains("p/a/y: version"), "\(lost.transcript)")
    #expect(lost.errors.contains("5 versions, 1 missing or changed"), "\(lost.transcript)")
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
