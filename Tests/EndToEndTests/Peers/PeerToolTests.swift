import FolderFixtures
import Testing

/// What Cairn wrote is read by other tools, and what they wrote by Cairn.
@Suite(.serialized) struct PeerToolTests {
  /// The command lines of a tool for a whole tree in either direction.
  enum Tool: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case aws, rclone, s5cmd

    var testDescription: String { rawValue }
    var peer: Tools.Peer {
      switch self {
      case .aws: .aws
      case .rclone: .rclone
      case .s5cmd: .s5cmd
      }
    }

    func words(_ place: Sandbox) throws -> [String] {
      let path = try peer.requirePath()
      switch self {
      case .aws: return [path, "--endpoint-url", place.endpoint, "s3", "sync", "--only-show-errors"]
      case .rclone:
        return [
          path, "sync", "--config", "/dev/null", "--s3-provider", "Other", "--s3-env-auth", "--s3-endpoint",
          place.endpoint, "--s3-region", "us-east-1", "-q",
        ]
      case .s5cmd: return [path, "--endpoint-url", place.endpoint, "sync"]
      }
    }

    func bucket(_ name: String) -> String {
      switch self {
      case .aws: "s3://\(name)"
      case .rclone: ":s3:\(name)"
      case .s5cmd: "s3://\(name)/"
      }
    }

    func upload(_ folder: String, _ name: String, _ place: Sandbox) throws -> [String] {
      try words(place) + [folder + "/", bucket(name)]
    }

    func download(_ name: String, _ folder: String, _ place: Sandbox) throws -> [String] {
      try words(place) + [self == .s5cmd ? bucket(name) + "*" : bucket(name), folder + "/"]
    }
  }

  /// s5cmd takes a star and a backslash of a name for a pattern, and rclone a backslash for a slash.
  private func source(_ place: Sandbox) throws -> String {
    let source = try place.temporary.folder("source")
    try SampleTree.write(to: source)
    for name in ["star*", "back\\slash"] { removeTree(Array((source + "/" + name).utf8)) }
    try writeFile(Array((source + "/large").utf8), noise(21 << 20))
    return source
  }

  @Test(.needs(.aws, .rclone, .s5cmd), arguments: Tool.allCases)
  func otherToolsReadWhatCairnWrote(_ tool: Tool) async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try source(place)
    let up = try await place.sync(source, "s3://bucket", "--part-size", "8MiB")
    #expect(up.exit == 0, "\(up.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.run(tool.download("bucket", target, place))
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
  }

  @Test(.needs(.aws, .rclone, .s5cmd), arguments: Tool.allCases)
  func cairnReadsWhatOtherToolsWrote(_ tool: Tool) async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let source = try source(place)
    let up = try await place.run(tool.upload(source, "bucket", place))
    #expect(up.exit == 0, "\(up.transcript)")
    let target = try place.temporary.folder("target")
    let down = try await place.sync("s3://bucket", target)
    #expect(down.exit == 0, "\(down.transcript)")
    #expect(try FileTree(source).differences(from: FileTree(target)).isEmpty)
    // The tree is in the bucket already, also in parts of sizes that Cairn did not choose: nothing is sent again.
    let adopted = try await place.sync(source, "s3://bucket", "--checksum")
    #expect(adopted.exit == 0 && adopted.uploaded == 0, "\(adopted.transcript)")
  }
}
