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
    let files = try SampleTree.write(to: source) + 1
    try writeFile(Array((source + "/large").utf8), noise(17 << 20))
    let up = try await place.sync(source, "s3://bucket/deep/er", "--part-size", "6MiB")
    #expect(up.exit == 0 && up.uploaded == files, "\(up.transcript)")
    let again = try await place.sync(source, "s3://bucket/deep/er")
    #expect(again.exit == 0 && again.uploaded == 0 && again.unchanged == files, "\(again.transcript)")
    #expect(again.requests == 1, "\(again.transcript)")
    try writeFile(source + "/a.txt", "changed")
    #expect(unlink(source + "/a-b") == 0)
    let change = try await place.sync(source, "s3://bucket/deep/er", "--delete")
    #expect(change.exit == 0 && change.uploaded == 1 && change.deleted == 1, "\(change.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket/deep/er", target)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
    let still = try await place.sync("s3://bucket/deep/er", target)
    #expect(still.exit == 0 && still.downloaded == 0, "\(still.transcript)")
  }
}
