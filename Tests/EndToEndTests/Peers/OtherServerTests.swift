import FolderFixtures
import Glibc
import Testing

/// Cairn against the servers of other makers.
@Suite(.serialized) struct OtherServerTests {
  enum Server: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case weed, moto

    var testDescription: String { rawValue }

    func start() async throws -> ServerProcess {
      switch self {
      case .weed: try await ServerProcess.weed()
      case .moto: try await ServerProcess.moto()
      }
    }
  }

  @Test(.needs(.weed, .moto), arguments: Server.allCases)
  func aTreeGoesUpStaysAndComesDown(_ kind: Server) async throws {
    let server = try await kind.start()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    var files = try SampleTree.write(to: source) + 1
    if kind == .weed {
      // SeaweedFS takes a backslash in a key for a slash.
      removeTree(Array((source + "/back\\slash").utf8))
      files -= 1
    }
    try writeFile(Array((source + "/large").utf8), noise(17 << 20))
    let up = try await place.sync(source, "s3://bucket/deep/er", "--part-size", "6MiB")
    #expect(up.exit == 0 && up.uploaded == files, "\(up.transcript)")
    let again = try await place.sync(source, "s3://bucket/deep/er")
    #expect(again.exit == 0 && again.uploaded == 0 && again.unchanged == files, "\(again.transcript)")
    // SeaweedFS lists folder by folder, which this run finds out (the bucket was empty before) and the next one knows.
    #expect(again.requests <= (kind == .weed ? 2 : 1), "\(again.transcript)")
    let known = try await place.sync(source, "s3://bucket/deep/er")
    #expect(known.requests == 1 && known.unchanged == files, "\(known.transcript)")
    try writeFile(source + "/a.txt", "changed")
    #expect(unlink(source + "/100%.txt") == 0)
    let change = try await place.sync(source, "s3://bucket/deep/er", "--delete")
    #expect(change.exit == 0 && change.uploaded == 1 && change.deleted == 1, "\(change.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket/deep/er", target)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
    let still = try await place.sync("s3://bucket/deep/er", target)
    #expect(still.exit == 0 && still.downloaded == 0, "\(still.transcript)")
  }

  @Test(.needs(.weed)) func aListingOutOfOrderDeletesOnlyWhatIsGone() async throws {
    let server = try await ServerProcess.weed()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    for name in ["a/x", "a b", "a.txt", "a-b/y"] { try writeFile(source + "/" + name, name) }
    #expect(try await place.sync(source, "s3://bucket").exit == 0)
    #expect(unlink(source + "/a.txt") == 0)
    let run = try await place.sync(source, "s3://bucket", "--delete")
    #expect(run.exit == 0 && run.deleted == 1, "\(run.transcript)")
    let target = try place.temporary.folder("target")
    #expect(try await place.sync("s3://bucket", target).exit == 0)
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
  }
}
