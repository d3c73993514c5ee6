import FolderFixtures
import LocalFiles
import StorageModel
import Testing

@testable import Snapshots

/// Content that many files share is fetched once, or so.
@Suite struct RestoredChunksTests {
  @Test func copiesAreMadeFromWhatIsThere() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    var generator = SeededGenerator(seed: 81)
    let shared = (0..<40).map { _ in generator.bytes(3000) }
    for round in 0..<10 {
      for (index, content) in shared.enumerated() {
        try writeFile(Array("\(source)/round-\(round)/file-\(index)".utf8), content)
      }
    }
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let made = try await bed.snapshot(repository, [source])
    var options = RestoreOptions()
    // A batch for each round.
    options.batchBytes = 40 * 3000
    let target = folder.path + "/target"
    let root = try FolderRoot(opening: Array(target.utf8), creating: true)
    let tally = try await FolderRestore(repository, into: root, options, observer: RestoreLog())
      .run(.folder(made.snapshot.tree, nil))
    #expect(tally.created == 400 && tally.damaged == 0)
    #expect(tally.bytesFetched < 3 * 40 * 3100, "two batches run side by side, so that some are fetched twice")
    #expect(try FileTree(target + source) == FileTree(source))
  }

  /// The first file that has a chunk stays its place.
  @Test func theFirstPlaceCounts() throws {
    let chunks = RestoredChunks()
    let id = StorageID(of: [1, 2, 3])
    chunks.note(PathBytes("a"), [(id, 7)])
    chunks.note(PathBytes("b"), [(id, 0)])
    #expect(chunks.place(of: id)?.path == PathBytes("a"))
    #expect(chunks.place(of: id)?.offset == 7)
    #expect(chunks.place(of: .none) == nil)
  }
}
