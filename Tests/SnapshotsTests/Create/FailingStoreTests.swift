import FolderFixtures
import StorageModel
import Synchronization
import Testing

@testable import Snapshots

/// A store that fails while the source is walked ends the backup with its error: nobody waits for files that
/// never come.
@Suite struct FailingStoreTests {
  /// Refuses to give packs from the n-th request for one on.
  private final class FailingLoads: RepositoryBackend {
    struct Failure: Error {}

    private let inner: any RepositoryBackend
    private let left: Mutex<Int>

    init(_ inner: any RepositoryBackend, after loads: Int) {
      self.inner = inner
      left = Mutex(loads)
    }

    var hasFailed: Bool { left.withLock { $0 < 0 } }

    var location: String { inner.location }

    func prepare() async throws { try await inner.prepare() }

    func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] { try await inner.list(kind) }

    func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
      let isAllowed = left.withLock { left in
        if file.kind == .pack { left -= 1 }
        return left >= 0
      }
      if !isAllowed { throw Failure() }
      return try await inner.load(file, range: range)
    }

    func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws { try await inner.save(file, bytes) }

    func remove(_ files: [RepositoryFile]) async throws { try await inner.remove(files) }

    func size(_ file: RepositoryFile) async throws -> Int64? { try await inner.size(file) }
  }

  @Test(.timeLimit(.minutes(20))) func aBackupEndsWithTheErrorOfItsStore() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 3)
    let bed = TestRepository(folder)
    _ = try await bed.snapshot(try await bed.create(), [source])
    for allowed in 0..<20 {
      let failing = FailingLoads(try FolderBackend(Array(bed.path.utf8)), after: allowed)
      // Without a cache every tree of the parent is asked for.
      let repository = try await bed.open(failing, cache: nil)
      do {
        _ = try await bed.snapshot(repository, [source])
        #expect(!failing.hasFailed)
        #expect(allowed > 2, "the parent's trees were not read")
        return
      } catch is FailingLoads.Failure {}
    }
    Issue.record("the backup never came to its end")
  }
}
