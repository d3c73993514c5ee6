import FolderFixtures
import Glibc
import Testing

/// A tree of 2,000 files and one of several parts, through everything that happens to trees, on each server: what comes
/// back has the same contents, times, permissions and links.
@Suite(.serialized) struct WholeStoryTests {
  enum Server: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case cairn, weed, moto

    var testDescription: String { rawValue }

    func start() async throws -> ServerProcess {
      switch self {
      case .cairn: try await ServerProcess.cairn()
      case .weed: try await ServerProcess.weed()
      case .moto: try await ServerProcess.moto()
      }
    }
  }

  /// 2,000 files in 50 folders, every tenth of them of 70,000 bytes, one of 24 MiB, links and an empty folder.
  private func writeTree(_ source: String) throws {
    for number in 0..<2000 {
      let folder = number % 2 == 0 ? "d\(number % 50)/sub dir" : "d\(number % 50)/sub-dir"
      let path = "\(source)/\(folder)/file \(number)+%.txt"
      let content = noise(number % 10 == 3 ? 70_000 : number, seed: UInt64(number + 1))
      try writeFile(
        Array(path.utf8), content, mode: [0o644, 0o600, 0o755][number % 3], modified: 1_600_000_000 + number)
      if number % 100 == 0 {
        #expect(symlink("file \(number)+%.txt", "\(source)/\(folder)/link\(number)") == 0)
      }
    }
    try writeFile(Array("\(source)/large".utf8), noise(24 << 20), modified: 1_600_009_999)
    #expect(mkdir(source + "/empty", 0o755) == 0)
  }

  @Test(.needs(.weed, .moto), arguments: Server.allCases)
  func aTreeThroughAllItsChanges(_ kind: Server) async throws {
    let server = try await kind.start()
    let place = server.sandbox
    let source = try place.temporary.folder("source")
    let target = try place.temporary.folder("target")
    let bucket = "s3://bucket/deep"
    try writeTree(source)
    let up = try await place.sync(source, bucket, "-a")
    #expect(up.exit == 0 && up.uploaded >= 2021, "\(up.program.errors)")
    let again = try await place.sync(source, bucket, "-a")
    #expect(again.exit == 0 && again.uploaded == 0, "\(again.program.errors)")
    // SeaweedFS is known by now for listing folder by folder.
    let known = try await place.sync(source, bucket, "-a")
    #expect(known.exit == 0 && known.uploaded == 0 && known.requests == 3, "\(known.program.errors)")
    for number in stride(from: 0, to: 2000, by: 100) {
      try writeFile(source + "/d\(number % 50)/sub dir/file \(number)+%.txt", "changed \(number)")
    }
    let changed = try await place.sync(source, bucket, "-a")
    #expect(changed.exit == 0 && changed.uploaded == 20, "\(changed.program.errors)")
    #expect(rename(source + "/d3", source + "/renamed") == 0)
    #expect(rename(source + "/large", source + "/larger") == 0)
    removeTree(Array((source + "/d4").utf8))
    let moved = try await place.sync(source, bucket, "-a", "--delete")
    // What is left of the renamed folder is 40 files of 70,000 bytes; the large one goes along.
    #expect(moved.exit == 0 && moved.copied == 41, "\(moved.program.errors)")
    #expect(moved.deleted >= 81, "\(moved.program.errors)")
    let down = try await place.sync(bucket, target, "-a")
    #expect(down.exit == 0, "\(down.program.errors)")
    let different = try FileTree(source, modes: true, times: true)
      .differences(from: FileTree(target, modes: true, times: true))
    #expect(different.isEmpty, "\(different.prefix(5))")
    #expect(access(target + "/empty", F_OK) == 0)
    let still = try await place.sync(bucket, target, "-a")
    // One LIST for every 1,000 keys, none for links.
    #expect(still.exit == 0 && still.downloaded == 0 && still.requests == 3, "\(still.program.errors)")
    let proof = try await place.cairn("verify", source, bucket, "--checksum")
    #expect(proof.exit == 0, "\(proof.errors)")
  }
}
