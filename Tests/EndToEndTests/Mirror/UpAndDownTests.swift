import FolderFixtures
import Glibc
import Testing

/// A tree goes to a bucket of `cairn serve` and comes back.
@Suite struct UpAndDownTests {
  @Test func aTreeOfOddNamesComesBackWithItsBytes() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    let files = try SampleTree.write(to: source, hostile: true)
    let up = try await place.sync(source, "s3://bucket/tree")
    #expect(up.exit == 0, "\(up.transcript)")
    #expect(up.uploaded == files)
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket/tree", target)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(down.downloaded == files)
    let differences = try FileTree(source).differences(from: FileTree(target))
    #expect(differences.isEmpty)
  }

  @Test func archiveKeepsModesTimesAndLinks() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try SampleTree.write(to: source)
    #expect(symlink("plain.txt", source + "/link") == 0)
    #expect(symlink("../outside", source + "/a/outward") == 0)
    let up = try await place.sync(source, "s3://bucket", "-a")
    #expect(up.exit == 0, "\(up.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket", target, "-a")
    #expect(down.exit == 0, "\(down.transcript)")
    let before = try FileTree(source, modes: true, times: true)
    #expect(try before.differences(from: FileTree(target, modes: true, times: true)).isEmpty)
  }

  @Test func aSecondRunSendsOneListAndNothingElse() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    let files = try SampleTree.write(to: source)
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    let again = try await place.sync(source, "s3://bucket")
    #expect(again.exit == 0, "\(again.transcript)")
    #expect(again.uploaded == 0 && again.deleted == 0 && again.unchanged == files)
    #expect(again.requests == 1, "\(again.transcript)")
    let trusting = try await place.sync(source, "s3://bucket", "--trust", "state")
    #expect(trusting.exit == 0, "\(trusting.transcript)")
    #expect(trusting.requests == 0 && trusting.unchanged == files, "\(trusting.transcript)")
  }

  @Test func onlyWhatChangedMoves() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    for number in 0..<40 { try writeFile(source + "/d\(number % 4)/f\(number)", "content \(number)") }
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    try writeFile(source + "/d1/f1", "other content")
    try writeFile(source + "/d9/new", "new")
    #expect(unlink(source + "/d2/f2") == 0)
    #expect(unlink(source + "/d3/f3") == 0)
    let dry = try await place.sync(source, "s3://bucket", "--delete", "--dry-run")
    #expect(dry.exit == 0, "\(dry.transcript)")
    let kept = try await place.sync(source, "s3://bucket")
    #expect(kept.uploaded == 2 && kept.deleted == 0, "\(kept.transcript)")
    let run = try await place.sync(source, "s3://bucket", "--delete")
    #expect(run.exit == 0 && run.uploaded == 0 && run.deleted == 2, "\(run.transcript)")
    // A LIST and one DeleteObjects.
    #expect(run.requests == 2, "\(run.transcript)")
    let target = try place.temporary.folder("target")
    #expect(try await place.sync("s3://bucket", target).exit == 0)
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
  }

  @Test func aRenamedFileIsCopiedInsideTheEndpoint() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try writeFile(Array((source + "/before").utf8), noise(300_000))
    try writeFile(source + "/other", "other")
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    #expect(rename(source + "/before", source + "/after") == 0)
    let run = try await place.sync(source, "s3://bucket", "--delete")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.copied == 1 && run.uploaded == 0 && run.deleted == 1, "\(run.transcript)")
    let cat = try await place.cairn("cat", "s3://bucket/after")
    #expect(cat.exit == 0 && cat.output.utf8.count > 0)
  }

  @Test func aBucketGoesToAnotherBucket() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    let files = try SampleTree.write(to: source)
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    #expect(try await place.cairn("bucket", "create", "s3://second").exit == 0)
    let copy = try await place.sync("s3://bucket", "s3://second/copy")
    #expect(copy.exit == 0 && copy.copied == files, "\(copy.transcript)")
    let target = try place.temporary.folder("target")
    #expect(try await place.sync("s3://second/copy", target).exit == 0)
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
  }

  @Test func aLargeFileTravelsInParts() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    try writeFile(Array((source + "/large").utf8), noise(23 << 20))
    let up = try await place.sync(source, "s3://bucket", "--part-size", "5MiB")
    #expect(up.exit == 0, "\(up.transcript)")
    #expect(up.requests >= 7, "create, five parts, complete: \(up.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket", target)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
    let open = try await place.cairn("uploads", "list", "s3://bucket")
    #expect(open.exit == 0 && !open.output.contains("large"), "\(open.transcript)")
  }
}
