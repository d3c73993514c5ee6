import FolderFixtures
import Glibc
import Testing

/// Cairn and restic in one repository, wherever it is, through several generations of a folder with everything in it.
@Suite(.serialized, .needsRestic) struct SnapshotPeerTests {
  enum Home: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case folder, daemon, weed

    var testDescription: String { rawValue }
  }

  private func server(_ home: Home) async throws -> ServerProcess? {
    switch home {
    case .folder: nil
    case .daemon: try await ServerProcess.cairn()
    case .weed: try await ServerProcess.weed()
    }
  }

  /// All kinds of files, names that are no UTF-8, a large sparse one, attributes.
  private func make(_ source: String) throws {
    try SampleTree.write(to: source, hostile: true)
    try writeFile(Array((source + "/noise").utf8), noise(9 << 20))
    try writeFile(Array(source.utf8) + [UInt8(ascii: "/"), 0xff, 0xfe, 0x80], Array("no UTF-8".utf8))
    symlink("nowhere", source + "/dangling")
    mkfifo(source + "/pipe", 0o640)
    link(source + "/noise", source + "/second-name")
    if geteuid() == 0 {
      mknod(source + "/device", S_IFCHR | 0o600, 1 << 8 | 3)
      chown(source + "/noise", 12345, 54321)
    }
    let sparse = open(source + "/sparse", O_CREAT | O_WRONLY, 0o600)
    guard sparse >= 0 else { throw SystemFailure("open") }
    defer { close(sparse) }
    ftruncate(sparse, 64 << 20)
    pwrite(sparse, "middle", 6, 35_000_001)
  }

  private func change(_ source: String, _ generation: Int) throws {
    try writeFile(source + "/generation-\(generation)", "\(generation)")
    try writeFile(Array((source + "/changing").utf8), noise(200_000, seed: UInt64(generation)))
    unlink(source + "/generation-\(generation - 1)")
    chmod(source + "/noise", generation % 2 == 0 ? 0o600 : 0o644)
  }

  @Test(.needs(.weed), arguments: Home.allCases) func bothThroughGenerations(_ home: Home) async throws {
    let server = try await server(home)
    let sandbox = try Sandbox(endpoint: server?.endpoint ?? "http://127.0.0.1:1")
    let repository = server.map { "s3:\($0.endpoint)/bucket/some/path" } ?? sandbox.path + "/repository"
    let bed = SnapshotBed(sandbox, repository: repository)
    let source = try sandbox.temporary.folder("source")
    try make(source)
    try await bed.made("init")
    // In turn: each takes the other's snapshot as its parent.
    for generation in 1...2 {
      try change(source, generation)
      try await bed.made("create", source)
      try change(source, generation + 10)
      try await bed.resticDid("backup", source)
    }
    // At the same time.
    try change(source, 20)
    async let mine = bed.cairn("create", source, "--lock-wait", "30s")
    async let theirs = bed.restic("backup", source)
    let (left, right) = try await (mine, theirs)
    #expect(left.exit == 0 && right.exit == 0, "\(left.transcript)\n\(right.transcript)")
    try await bed.resticDid("check", "--read-data")
    try await bed.made("check", "--read-data")
    // What either wrote last is what is there; both tools bring it back with its metadata.
    let expected = try FileTree(source, modes: true, times: true)
    let (ours, restics) = (sandbox.path + "/ours", sandbox.path + "/restics")
    try await bed.resticDid("restore", "latest", "--target", restics)
    #expect(try FileTree(restics + source, modes: true, times: true).differences(from: expected).isEmpty)
    try await bed.made("restore", "latest:\(source)", "--target", ours)
    #expect(try FileTree(ours, modes: true, times: true).differences(from: expected).isEmpty)
    var facts = stat()
    stat(ours + "/sparse", &facts)
    #expect(facts.st_size == 64 << 20 && facts.st_blocks < 8000, "holes stay holes")
    try await bed.made("drill", "--files", "20")
    // Cairn forgets and prunes what both wrote, restic agrees, and the other way round.
    let difference = try await bed.cairn("diff", "latest", "latest", "--detailed-exitcode")
    #expect(difference.exit == 0, "\(difference.transcript)")
    try await bed.made("forget", "--keep-last", "3", "--prune")
    try await bed.resticDid("check", "--read-data")
    try await bed.resticDid("forget", "--keep-last", "1", "--prune")
    try await bed.made("check", "--read-data")
    #expect(try await bed.cairn("list").output.split(separator: "\n").count == 1)
  }
}
