import FolderFixtures
import Testing

@testable import Snapshots

/// Whatever ends a writer, and wherever: no snapshot ever refers to something that is missing, and the next run
/// completes.
@Suite struct InterruptionTests {
  @Test func createStoppedAtEveryChange() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 31)
    let bed = TestRepository(folder)
    _ = try await bed.create()
    for allowed in 0..<40 {
      let stopping = StoppingBackend(try FolderBackend(Array(bed.path.utf8)), after: allowed)
      // A cache of its own for each run: what one that was stopped remembers must not help the next.
      let repository = try await bed.open(stopping, cache: "cache-\(allowed)")
      do {
        _ = try await bed.snapshot(repository, [source]) { $0.writer.packSizeBytes = 256 << 10 }
      } catch is StoppingBackend.Stopped {}
      if !stopping.hasStopped {
        let whole = try await bed.open(cache: nil)
        #expect(try await bed.check(whole) == [])
        #expect(try await SnapshotList(loading: whole).snapshots.count == 1)
        return
      }
      let after = try await bed.open(cache: nil)
      #expect(try await bed.check(after) == [], "stopped after \(allowed) changes")
      #expect(try await SnapshotList(loading: after).snapshots.isEmpty)
    }
    Issue.record("the backup never came to its end")
  }

  @Test func pruneStoppedAtEveryChange() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    var first: Snapshot?
    for generation in 1...3 {
      try SampleFiles.make(in: source, seed: UInt64(generation))
      let made = try await bed.snapshot(repository, [source]) { $0.writer.packSizeBytes = 256 << 10 }
      first = first ?? made.snapshot
    }
    let gone = try #require(first)
    try await repository.backend.remove([RepositoryFile(.snapshot, gone.id)])
    var options = PruneOptions()
    options.maxUnused = .bytes(0)
    options.writer.packSizeBytes = 256 << 10
    // Each run goes on with what the one before left.
    for allowed in 0..<80 {
      let stopping = StoppingBackend(try FolderBackend(Array(bed.path.utf8)), after: allowed % 7)
      let stopped = try await bed.open(stopping, cache: allowed % 2 == 0 ? nil : "cache-odd")
      do { _ = try await bed.prune(stopped, options) } catch is StoppingBackend.Stopped {}
      let after = try await bed.open(cache: nil)
      #expect(try await bed.check(after, .none) == [], "stopped after \(allowed % 7) changes")
      #expect(try await SnapshotList(loading: after).snapshots.count == 2)
      if !stopping.hasStopped, try await bed.prunePlan(after, options).isEmpty {
        #expect(try await bed.check(after) == [])
        return
      }
    }
    // Every run is cut again at most six changes on: one that is not cut ends it.
    _ = try await bed.prune(try await bed.open(), options)
    #expect(try await bed.check(try await bed.open(cache: nil)) == [])
  }

  /// Two pruners, or a pruner and a backup, exclude each other by their locks.
  @Test func pruneNeedsTheRepositoryForItself() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    try await RepositoryLock.holding(repository, bed.host, exclusive: false) {
      try await RepositoryLock.holding(repository, bed.host, exclusive: false) {}
      await #expect(throws: RepositoryError.self) {
        try await RepositoryLock.holding(repository, bed.host, exclusive: true) {}
      }
    }
    try await RepositoryLock.holding(repository, bed.host, exclusive: true) {
      await #expect(throws: RepositoryError.self) {
        try await RepositoryLock.holding(repository, bed.host, exclusive: false) {}
      }
    }
    #expect(try await repository.backend.list(.lock).isEmpty)
  }

  /// A lock of a process of this machine that is no more stands in nobody's way.
  @Test func aDeadOwnersLockIsRemoved() async throws {
    let folder = try TemporaryFolder()
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    var dead = bed.host
    dead.processID = 4_000_000
    _ = try await repository.saveUnpacked(.lock, LockFile(host: dead, exclusive: true).encoded())
    try await RepositoryLock.holding(repository, bed.host, exclusive: true) {}
    var elsewhere = dead
    elsewhere.hostname = "other"
    _ = try await repository.saveUnpacked(.lock, LockFile(host: elsewhere, exclusive: true).encoded())
    await #expect(throws: RepositoryError.self) {
      try await RepositoryLock.holding(repository, bed.host, exclusive: false) {}
    }
    #expect(try await RepositoryLocks(repository).unlock(all: false, bed.host) == 0)
    #expect(try await RepositoryLocks(repository).unlock(all: true, bed.host) == 1)
  }
}

extension TestRepository {
  func prunePlan(_ repository: Repository, _ options: PruneOptions) async throws -> PrunePlan {
    try await Prune(repository, options).plan()
  }
}
