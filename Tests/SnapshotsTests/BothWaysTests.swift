import FolderFixtures
import Glibc
import Testing

@testable import Snapshots

/// Cairn and restic in one repository.
@Suite(.needsRestic) struct BothWaysTests {
  /// restic reads, checks and restores what Cairn wrote, after several generations and a prune.
  @Test func resticReadsWhatCairnWrote() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 1)
    try FileKinds.make(in: source)
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let problems = ProblemList()
    let first = try await bed.snapshot(repository, [source], problems: problems)
    #expect(problems.all == [])
    for generation in 2...4 {
      try SampleFiles.make(in: source, seed: UInt64(generation))
      _ = try await bed.snapshot(repository, [source], problems: problems)
    }
    try bed.restic.run(["check", "--read-data"])
    try bed.restic.run(["restore", "latest", "--target", folder.path + "/out"])
    #expect(
      try FileTree(folder.path + "/out" + source, modes: true, times: true)
        == FileTree(source, modes: true, times: true))
    try await repository.backend.remove([RepositoryFile(.snapshot, first.snapshot.id)])
    var options = PruneOptions()
    options.maxUnused = .bytes(0)
    let plan = try await bed.prune(repository, options)
    #expect(plan.freedBytes > 0)
    try bed.restic.run(["check", "--read-data"])
    #expect(try await bed.check(repository) == [])
  }

  /// One folder, one repository: both programs make the same tree, byte for byte, so it has one id. The device id is in
  /// every node, as in all released versions of restic.
  @Test func treesAreEqual() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 5)
    try FileKinds.make(in: source)
    let bed = TestRepository(folder)
    try bed.restic.run(["init", "--repository-version", "2"])
    try bed.restic.run(["backup", "--host", "machine", source])
    let repository = try await bed.open()
    let mine = try await bed.snapshot(repository, [source]) { $0.parent = .none }
    let list = try await SnapshotList(loading: repository)
    let theirs = try #require(list.snapshots.first { $0.id != mine.snapshot.id })
    #expect(mine.counts.newBlobs[.data] == nil, "all data was there")
    // The folders above change while the test runs.
    let (left, right) = (
      try await below(source, theirs.tree, repository), try await below(source, mine.snapshot.tree, repository)
    )
    try await compare(left, right, repository, path: "")
    #expect(left == right)
    #expect(theirs.paths == mine.snapshot.paths)
  }

  /// The tree of a folder in a snapshot.
  private func below(_ path: String, _ tree: StorageID, _ repository: Repository) async throws -> StorageID {
    var tree = tree
    for name in path.split(separator: "/") {
      let nodes = try TreeDecoder.nodes(try await repository.loadTree(tree))
      tree = try #require(nodes.first { $0.name == Array(name.utf8) }?.subtree)
    }
    return tree
  }

  /// Field by field, for a message that says which one differs.
  private func compare(_ left: StorageID, _ right: StorageID, _ repository: Repository, path: String) async throws {
    guard left != right else { return }
    let theirs = try TreeDecoder.nodes(try await repository.loadTree(left))
    let mine = try TreeDecoder.nodes(try await repository.loadTree(right))
    #expect(theirs.map(\.name) == mine.map(\.name), "names below \(path)")
    for (a, b) in zip(theirs, mine) {
      let here = path + "/" + String(decoding: a.name, as: UTF8.self)
      if let l = a.subtree, let r = b.subtree { try await compare(l, r, repository, path: here) }
      let (x, y) = (TreeEncoder.encoded(a), TreeEncoder.encoded(b))
      if a.subtree == nil {
        #expect(String(decoding: x, as: UTF8.self) == String(decoding: y, as: UTF8.self), "\(here)")
      }
    }
  }

  /// Cairn checks, forgets and prunes what restic wrote, and takes restic's snapshot as the parent of its own.
  @Test func cairnKeepsWhatResticWrote() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 9)
    let bed = TestRepository(folder)
    try bed.restic.run(["init"])
    try bed.restic.run(["backup", "--host", "machine", source])
    try SampleFiles.make(in: source, seed: 10)
    try bed.restic.run(["backup", "--host", "machine", "--tag", "kept", source])
    let repository = try await bed.open()
    #expect(try await bed.check(repository) == [])
    let result = try await bed.snapshot(repository, [source])
    #expect(result.summary.filesNew == 0)
    #expect(result.summary.filesChanged == 0, "unchanged since restic's snapshot")
    #expect(result.counts.newBlobs[.data] == nil)
    let list = try await SnapshotList(loading: repository)
    #expect(list.snapshots.count == 3)
    let untagged = list.snapshots.filter { $0.tags.isEmpty && $0.id != result.snapshot.id }
    try await repository.backend.remove(untagged.map { RepositoryFile(.snapshot, $0.id) })
    var options = PruneOptions()
    options.maxUnused = .bytes(0)
    #expect(try await bed.prune(repository, options).freedBytes > 0)
    #expect(try await bed.check(repository) == [])
    try bed.restic.run(["check", "--read-data"])
    try bed.restic.run(["restore", "latest", "--tag", "kept", "--target", folder.path + "/out"])
    #expect(try FileTree(folder.path + "/out" + source) == FileTree(source))
  }

  /// Both write at the same time; neither is hurt.
  @Test func writersSideBySide() async throws {
    let folder = try TemporaryFolder()
    let (left, right) = (try folder.folder("left"), try folder.folder("right"))
    try SampleFiles.make(in: left, seed: 20)
    try SampleFiles.make(in: right, seed: 20)
    try writeFile(Array((right + "/more").utf8), Array(repeating: 7, count: 2 << 20))
    let bed = TestRepository(folder)
    let repository = try await bed.create()
    let restic = bed.restic
    async let mine = RepositoryLock.holding(repository, bed.host, exclusive: false) {
      try await bed.snapshot(repository, [left])
    }
    async let theirs = onThread { try restic.run(["backup", right]) }
    _ = try await (mine, theirs)
    try bed.restic.run(["check", "--read-data"])
    #expect(try await bed.check(try await bed.open(cache: "other")) == [])
  }

  /// Version 1 has no compression; both read it.
  @Test func versionOne() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 3)
    let bed = TestRepository(folder)
    let repository = try await bed.create(version: 1)
    _ = try await bed.snapshot(repository, [source])
    try bed.restic.run(["check", "--read-data"])
    #expect(try await bed.check(repository) == [])
  }
}

/// Runs blocking work on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let box = Unmanaged.passRetained(ThreadWork { continuation.resume(with: Result(catching: body)) })
    var thread = pthread_t()
    if pthread_create(&thread, nil, runWork, box.toOpaque()) == 0 { pthread_detach(thread) } else { box.release() }
  }
}

private final class ThreadWork: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().body()
  return nil
}
