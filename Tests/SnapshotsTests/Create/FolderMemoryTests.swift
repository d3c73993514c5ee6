import FolderFixtures
import Glibc
import StorageModel
import Testing

@testable import Snapshots

/// What this machine remembers of folders saves work and changes nothing else.
@Suite struct FolderMemoryTests {
  /// A machine whose clock is an hour ahead: nothing in the source is too young to be remembered.
  private func bed(_ folder: TemporaryFolder) -> TestRepository {
    var bed = TestRepository(folder)
    let now = bed.host.now
    bed.host.now = { Timestamp(seconds: now().seconds + 3600) }
    return bed
  }

  /// The tree of the source when everything is read.
  private func forced(_ bed: TestRepository, _ repository: Repository, _ source: String) async throws -> StorageID {
    let made = try await bed.snapshot(repository, [source]) { $0.parent = .none }
    return try await savedTree(of: source, made, repository)
  }

  /// The tree of the source: the folders above change while tests run.
  private func savedTree(of source: String, _ made: CreateResult, _ repository: Repository) async throws -> StorageID {
    let segments = try SnapshotPath.segments(of: Array(source.utf8))
    let place = try await SnapshotPlace.find(segments, in: made.snapshot.tree, of: repository)
    guard case .folder(let tree, _) = place else { return .none }
    return tree
  }

  /// With no tree left in repository and cache, an unchanged folder is still known.
  @Test func unchangedFoldersNeedNoTree() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 71)
    let bed = bed(folder)
    let repository = try await bed.create()
    let first = try await bed.snapshot(repository, [source])
    let sourceTree = try await savedTree(of: source, first, repository)
    for pack in try await repository.backend.list(.pack) {
      let file = RepositoryFile(.pack, pack.id)
      guard try repository.index.blobs(inPack: pack.id).allSatisfy({ $0.handle.kind == .tree }) else { continue }
      try await repository.backend.remove([file])
      repository.cache.remove(file)
    }
    let second = try await bed.snapshot(repository, [source])
    // Nobody could read the tree; it is the one that stands for the source all the same.
    #expect(try repository.index.folderRecord(Array(source.utf8))?.tree == sourceTree)
    #expect(second.summary.filesUnmodified == 15)
    #expect(second.summary.filesNew == 0 && second.summary.filesChanged == 0)
    #expect(second.counts.newBlobs[.data] == nil)
  }

  /// Whatever is done to a tree, what is remembered leads to the very tree that reading everything does.
  @Test(arguments: [UInt64(1), 2, 3, 4]) func anyChangeIsSeen(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    let bed = bed(folder)
    let repository = try await bed.create()
    var generator = SeededGenerator(seed: seed)
    var tree = ChangingTree(source)
    for step in 0..<24 {
      try tree.change(&generator)
      let mine = try await bed.snapshot(repository, [source])
      let whole = try await forced(bed, repository, source)
      #expect(
        try await savedTree(of: source, mine, repository) == whole, "seed \(seed), step \(step): \(tree.log.suffix(6))")
      // Every second time the records that the full run made stay, else those of the run before them are made anew.
      if step % 2 == 0 { _ = try await bed.snapshot(repository, [source]) }
    }
    #expect(try await bed.check(repository) == [])
  }

  /// A record is not believed once index files were removed: what is gone is saved again.
  @Test func lostDataIsSavedAgain() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 73)
    let bed = bed(folder)
    let repository = try await bed.create()
    _ = try await bed.snapshot(repository, [source])
    // All data is gone, and the index says so.
    for pack in try await repository.backend.list(.pack) {
      guard try repository.index.blobs(inPack: pack.id).allSatisfy({ $0.handle.kind == .data }) else { continue }
      try await repository.backend.remove([RepositoryFile(.pack, pack.id)])
    }
    _ = try await IndexRepair(repository).run()
    let again = try await bed.snapshot(repository, [source])
    #expect((again.counts.newBlobs[.data] ?? 0) > 0)
    #expect(try await bed.check(repository) == [])
  }

  /// A run that was stopped leaves records; the next one, with the same cache, misses nothing.
  @Test func stoppedRunsAreContinued() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    try SampleFiles.make(in: source, seed: 74)
    let bed = bed(folder)
    _ = try await bed.create()
    for allowed in 1..<60 {
      let stopping = StoppingBackend(try FolderBackend(Array(bed.path.utf8)), after: allowed % 9)
      let repository = try await bed.open(stopping)
      do {
        _ = try await bed.snapshot(repository, [source]) { $0.writer.packSizeBytes = 256 << 10 }
      } catch is StoppingBackend.Stopped {}
      guard !stopping.hasStopped else { continue }
      #expect(try await bed.check(try await bed.open(cache: nil)) == [])
      let after = try await bed.open()
      let known = try await savedTree(of: source, try await bed.snapshot(after, [source]), after)
      #expect(try await forced(bed, after, source) == known)
      return
    }
    Issue.record("the backup never came to its end")
  }

  /// What was written a moment ago may be written again in the same tick of the clock: it is looked at once more.
  @Test func youngFilesAreNotRemembered() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    var bed = TestRepository(folder)
    let repository = try await bed.create()
    try writeFile(source + "/file", "content")
    let written = bed.host.now()
    bed.host.now = { written }
    _ = try await bed.snapshot(repository, [source])
    #expect(try repository.index.folderRecord(Array(source.utf8)) == nil)
    bed.host.now = { Timestamp(seconds: written.seconds + 60) }
    _ = try await bed.snapshot(repository, [source])
    #expect(try repository.index.folderRecord(Array(source.utf8))?.isSettled == true)
  }

  /// Folders that are gone are forgotten with all below them, neighbours are not.
  @Test func goneFoldersAreForgotten() async throws {
    let folder = try TemporaryFolder()
    let source = try folder.folder("source")
    for name in ["gone/deep/er", "gone-not", "goner"] {
      try writeFile(Array("\(source)/\(name)/file".utf8), Array(name.utf8))
    }
    let bed = bed(folder)
    let repository = try await bed.create()
    _ = try await bed.snapshot(repository, [source])
    let names = ["gone", "gone/deep", "gone/deep/er", "gone-not", "goner"]
    func known() throws -> [String] {
      try names.filter { try repository.index.folderRecord(Array("\(source)/\($0)".utf8)) != nil }
    }
    #expect(try known() == names)
    rename(source + "/gone", folder.path + "/elsewhere")
    _ = try await bed.snapshot(repository, [source])
    #expect(try known() == ["gone-not", "goner"])
  }
}

/// A folder to which things happen.
private struct ChangingTree {
  private let root: String
  private var count = 0
  private var files: [String] = []
  private var folders: [String]
  private(set) var log: [String] = []

  init(_ root: String) {
    self.root = root
    folders = [root]
  }

  mutating func change(_ generator: inout SeededGenerator) throws {
    for _ in 0..<Int.random(in: 1...6, using: &generator) { try step(&generator) }
  }

  private mutating func step(_ generator: inout SeededGenerator) throws {
    count += 1
    let folder = folders.randomElement(using: &generator) ?? root
    let file = files.randomElement(using: &generator)
    switch (Int.random(in: 0..<10, using: &generator), file) {
    case (0, _):
      folders.append(folder + "/folder-\(count)")
      log.append("mkdir \(folders[folders.count - 1])")
      mkdir(folders[folders.count - 1], 0o755)
    case (1, let file?):
      log.append("remove \(file)")
      unlink(file)
      files.removeAll { $0 == file }
    case (2, let file?):
      log.append("chmod \(file)")
      chmod(file, mode_t.random(in: 0o600...0o777, using: &generator))
    case (3, let file?):
      // As long as before, and in the folder nothing changes.
      log.append("edit \(file)")
      try writeFile(Array(file.utf8), generator.bytes(100))
    case (4, let file?):
      log.append("move \(file)")
      rename(file, folder + "/moved-\(count)")
      files.removeAll { $0 == file }
      files.append(folder + "/moved-\(count)")
    case (5, _):
      log.append("link in \(folder)")
      symlink("target-\(count)", folder + "/link-\(count)")
    case (6, _) where folder != root:
      log.append("remove \(folder)")
      rename(folder, root + "/../removed-\(count)")
      files.removeAll { $0.hasPrefix(folder + "/") }
      folders.removeAll { $0 == folder || $0.hasPrefix(folder + "/") }
    default:
      files.append(folder + "/file-\(count)")
      log.append("write \(files[files.count - 1])")
      try writeFile(Array(files[files.count - 1].utf8), generator.bytes(100))
    }
  }
}
