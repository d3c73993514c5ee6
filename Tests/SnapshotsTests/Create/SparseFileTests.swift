import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

@testable import Snapshots

/// Holes are not read, and the snapshot is the same as if they had been.
@Suite struct SparseFileTests {
  private func node(_ snapshot: Snapshot, _ repository: Repository, _ path: String) async throws -> TreeNode {
    let segments = try SnapshotPath.segments(of: Array(path.utf8))
    guard case .entry(let node) = try await SnapshotPlace.find(segments, in: snapshot.tree, of: repository) else {
      throw RepositoryError(.invalid, "no file")
    }
    return node
  }

  /// A repository whose clock is ten minutes on: what was just written has settled.
  private func later(_ folder: TemporaryFolder) -> TestRepository {
    var bed = TestRepository(folder)
    let now = bed.host.now
    bed.host.now = { Timestamp(seconds: now().seconds + 600) }
    return bed
  }

  private func sparse(_ path: String, size: Int, _ pieces: [(offset: Int, bytes: [UInt8])]) throws {
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("open") }
    defer { close(descriptor) }
    ftruncate(descriptor, size)
    for (offset, bytes) in pieces { pwrite(descriptor, bytes, bytes.count, offset) }
  }

  @Test func chunksAreThoseOfTheWholeContent() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let bed = later(folder)
    let repository = try await bed.create()
    let chunker = try #require(Chunker(Polynomial(bits: repository.config.polynomial)))
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for number in 0..<6 {
      let size = 9 << 20 + Int(generator.next() % 5000)
      var pieces: [(offset: Int, bytes: [UInt8])] = []
      for _ in 0..<(number % 4) {
        let offset = Int(generator.next() % UInt64(size - 300_000))
        pieces.append((offset, generator.bytes(1 + Int(generator.next() % 200_000))))
      }
      if number % 2 == 0 { pieces.append((size - 3, [1, 2, 3])) }
      let path = "\(source)/file-\(number)"
      try sparse(path, size: size, pieces)
      let made = try await bed.snapshot(repository, [path])
      let saved = try await node(made.snapshot, repository, path)
      let content = try readBytes(path)
      var expected: [StorageID] = []
      var start = 0
      for length in content.withUnsafeBytes({ chunker.lengths(of: $0) }) {
        expected.append(StorageID(of: Array(content[start..<start + length])))
        start += length
      }
      #expect(saved.content == expected && saved.sizeBytes == UInt64(size), "file \(number), seed \(seed)")
    }
    #expect(try await bed.check(repository) == [])
  }

  /// 16 GiB of nothing: reading it would take this test minutes.
  @Test(.timeLimit(.minutes(20))) func aHugeHoleTakesNoTime() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/huge"
    try sparse(path, size: 16 << 30, [(10 << 30, Array("here".utf8))])
    let bed = later(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [path])
    #expect(made.problems == 0)
    let saved = try await node(made.snapshot, repository, path)
    #expect(saved.sizeBytes == 16 << 30)
    #expect(try FileContent(repository, saved).lengthBytes() == 16 << 30)
    #expect(Set(saved.content ?? []).count <= 4)
  }
}
