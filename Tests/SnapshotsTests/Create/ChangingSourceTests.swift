import FolderFixtures
import Glibc
import StorageModel
import Synchronization
import Testing

@testable import Snapshots

/// A source that does not stand still is noted, and never mixes what was with what is without a word.
@Suite struct ChangingSourceTests {
  enum Change: CaseIterable, Sendable { case grows, shrinks, rewritten, vanishes }

  /// The file changes when its first pack goes out, while the rest of it is still to be read.
  @Test(arguments: Change.allCases) func aFileThatChangesWhileItIsRead(change: Change) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let path = source + "/large"
    try writeFile(Array(path.utf8), noise(24 << 20))
    try writeFile(source + "/other", "stays")
    let bed = TestRepository(folder)
    _ = try await bed.create()
    let backend = HookedBackend(try FolderBackend(Array(bed.path.utf8))) {
      let descriptor = open(path, O_WRONLY)
      defer { close(descriptor) }
      switch change {
      case .grows:
        lseek(descriptor, 0, SEEK_END)
        write(descriptor, "more", 4)
      case .shrinks: ftruncate(descriptor, 23 << 20)
      case .rewritten: pwrite(descriptor, "changed", 7, 100)
      case .vanishes: unlink(path)
      }
    }
    let repository = try await bed.open(backend)
    let problems = ProblemList()
    let made = try await bed.snapshot(repository, [source], problems: problems)
    // One that vanished was read to its end through its descriptor: only the link count is another one.
    #expect(made.problems == 1 && problems.all.first?.contains("changed while it was read") == true, "\(problems.all)")
    #expect(backend.hasRun)
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
  }

  /// A name that is gone when its turn comes is named, and everything else is there.
  @Test func aFileThatVanishesBeforeItIsOpened() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try writeFile(Array((source + "/a-large").utf8), noise(24 << 20))
    let bed = TestRepository(folder)
    _ = try await bed.create()
    for number in 0..<200 { try writeFile(source + "/z\(number)", "\(number)") }
    let backend = HookedBackend(try FolderBackend(Array(bed.path.utf8))) { unlink(source + "/z199") }
    let problems = ProblemList()
    let made = try await bed.snapshot(try await bed.open(backend), [source], problems: problems)
    #expect(backend.hasRun)
    #expect(made.problems <= 1 && problems.all.allSatisfy { $0.contains("z199") }, "\(problems.all)")
    #expect(made.summary.filesNew + made.problems == 201)
  }
}

/// Runs something once, when the first pack is saved.
private final class HookedBackend: RepositoryBackend {
  private let inner: any RepositoryBackend
  private let hook: Mutex<(@Sendable () -> Void)?>

  init(_ inner: any RepositoryBackend, _ hook: @escaping @Sendable () -> Void) {
    self.inner = inner
    self.hook = Mutex(hook)
  }

  var hasRun: Bool { hook.withLock { $0 == nil } }
  var location: String { inner.location }

  func prepare() async throws { try await inner.prepare() }
  func list(_ kind: RepositoryFileKind) async throws -> [ListedFile] { try await inner.list(kind) }
  func load(_ file: RepositoryFile, range: ByteRange?) async throws -> [UInt8] {
    try await inner.load(file, range: range)
  }

  func save(_ file: RepositoryFile, _ bytes: [UInt8]) async throws {
    if file.kind == .pack {
      let body = hook.withLock { hook in
        defer { hook = nil }
        return hook
      }
      body?()
    }
    try await inner.save(file, bytes)
  }

  func remove(_ files: [RepositoryFile]) async throws { try await inner.remove(files) }
  func size(_ file: RepositoryFile) async throws -> Int64? { try await inner.size(file) }
}
