import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

/// Walks come in key order, and nothing is left out silently.
@Suite struct TreeScanTests {
  private static let names: [[UInt8]] =
    ["a", "a-b", "a.txt", "a0", "b", "B", "é", "e\u{301}", "-", " ", "\n", "~", "a b", "\u{1}"].map { Array($0.utf8) }
    + [[0xff, 0xfe], [0xc3], [UInt8](repeating: 0x61, count: 255)]

  @Test(arguments: 0..<20) func ordersAsKeys(round: UInt64) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let folder = try RootedFolder()
    var expected: [PathBytes] = []
    var directories = [PathBytes("")]
    for _ in 0..<60 {
      guard let parent = directories.randomElement(using: &generator),
        let name = Self.names.randomElement(using: &generator)
      else { continue }
      let isDirectory = Bool.random(using: &generator)
      let path = parent.child(name, asDirectory: isDirectory)
      guard !expected.contains(where: { $0.withoutTrailingSlash == path.withoutTrailingSlash }) else { continue }
      expected.append(path)
      if isDirectory {
        try folder.root.makeDirectories(path)
        directories.append(path)
      } else {
        try folder.write(path, [])
      }
    }
    expected.sort()
    #expect(try folder.entries() == expected, "seed \(seed)")
  }

  @Test func sortsDirectoriesWithTheirSlash() throws {
    let folder = try RootedFolder()
    for name in ["a/x", "a-b", "a.txt", "a0", "b"] { try folder.write(name) }
    #expect(try folder.entries().map(\.description) == ["a-b", "a.txt", "a/", "a/x", "a0", "b"])
  }

  @Test func tellsKindsSizesAndLinks() throws {
    let folder = try RootedFolder()
    try folder.write("file", "12345")
    try folder.root.makeSymlink(PathBytes("link"), target: Array("/etc".utf8))
    try folder.root.makeSpecialFile(PathBytes("pipe"), mode: 0o010600, deviceNumber: 0)
    try folder.root.makeDirectories(PathBytes("empty"))
    let batch = try walk(folder)
    #expect(batch.entries.map(\.kind) == [.directory, .file, .symlink, .fifo])
    #expect(batch.entries.map(\.sizeBytes) == [0, 5, 0, 0])
    #expect(batch.entries[1].fingerprint == (try folder.root.status(PathBytes("file")).fingerprint))
    #expect(batch.problems.isEmpty)
  }

  @Test func reportsFoldersThatCannotBeRead() async throws {
    let folder = try RootedFolder()
    for name in ["closed/a", "half/b", "open/c", "z"] { try folder.write(name) }
    try folder.root.setMetadata(PathBytes("closed"), FileMetadata(mode: 0o700))
    // Names may be listed, but nothing looked at.
    try folder.root.setMetadata(PathBytes("half"), FileMetadata(mode: 0o744))
    try folder.root.setMetadata(PathBytes("open"), FileMetadata(mode: 0o755))
    try await asNobody {
      let batch = try walk(folder)
      #expect(batch.entries.map(\.path.description) == ["closed/", "half/", "open/", "open/c", "z"])
      #expect(batch.problems.map(\.path.description) == ["closed/", "half/b"])
      #expect(batch.problems.map(\.isDirectory) == [true, false])
      #expect(batch.problems.allSatisfy { $0.error.code == .permissionDenied })
    }
    try folder.root.setMetadata(PathBytes(""), FileMetadata(mode: 0o700))
    try await asNobody { #expect(code { _ = try walk(folder) } == .permissionDenied) }
  }

  /// The names of a folder are read before its entries are looked at; `prune` stands in between.
  @Test func reportsWhatVanishesOrTurnsIntoSomethingElse() throws {
    let folder = try RootedFolder()
    for name in ["dir/x", "file", "gone", "last"] { try folder.write(name) }
    let base = folder.text
    let batch = try walk(folder) { path, _ in
      if path == PathBytes("dir/") {
        unlink(base + "/gone")
        rename(base + "/dir", base + "/elsewhere")
        symlink("/etc", base + "/dir")
        unlink(base + "/file")
        mkdir(base + "/file", 0o700)
      }
      return false
    }
    #expect(batch.entries.map(\.path.description) == ["last"])
    #expect(batch.problems.map(\.path.description) == ["dir/", "file", "gone"])
    #expect(batch.problems.map(\.error.code) == [.changedWhileRead, .changedWhileRead, .notFound])
    #expect(batch.problems.map(\.isDirectory) == [true, true, false])
  }

  @Test func leavesOutWhatIsPruned() throws {
    let folder = try RootedFolder()
    for name in ["keep/a", "skip/b/c", "x.tmp", "y"] { try folder.write(name) }
    let batch = try walk(folder) { path, kind in
      kind == .directory ? path == PathBytes("skip/") : path.bytes.suffix(4).elementsEqual(".tmp".utf8)
    }
    #expect(batch.entries.map(\.path.description) == ["keep/", "keep/a", "y"])
    #expect(batch.problems.isEmpty)
  }

  @Test func stopsAtMarkers() throws {
    let folder = try RootedFolder()
    for name in ["cache/big", "fake/big", "marked/big", "plain/big", "marked/.nobackup"] { try folder.write(name) }
    try folder.write("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# made by a test")
    try folder.write("fake/CACHEDIR.TAG", "something else")
    var options = WalkOptions()
    options.markers = [Array(".nobackup".utf8)]
    options.skipsCacheDirectories = true
    let batch = try walk(folder, options)
    #expect(
      batch.entries.map(\.path.description) == [
        "cache/", "fake/", "fake/CACHEDIR.TAG", "fake/big", "marked/", "plain/", "plain/big",
      ])
    #expect(batch.skipped.map(\.path.description) == ["cache/", "marked/"])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounts are forbidden here")) func stopsAtMountPoints() throws {
    let home = try RootedFolder()
    let disk = try SmallDisk(sizeBytes: 65536, in: home)
    _ = try AtomicFile(in: disk.root, path: PathBytes("inside")).commit()
    var options = WalkOptions()
    options.oneFileSystem = true
    let batch = try walk(home, options)
    #expect(batch.entries.map(\.path.description) == ["disk/"])
    #expect(batch.skipped == [SkippedDirectory(path: PathBytes("disk/"), reason: .otherFileSystem)])
    #expect(try home.entries().count == 2)
  }

  @Test func walksDeepTreesWithFewDescriptors() throws {
    let folder = try RootedFolder()
    var path = PathBytes("")
    var expected: [PathBytes] = []
    for _ in 0..<500 {
      path = path.child(Array("deeper-and-deeper".utf8), asDirectory: true)
      expected.append(path)
    }
    try folder.root.makeDirectories(path)
    // One name behind each directory, so that every ancestor is gone on with after its descriptor was lent.
    for directory in expected.reversed() {
      let file = directory.parent.child(Array("z".utf8))
      try folder.write(file, [])
      expected.append(file)
    }
    let batch = try walk(folder)
    #expect(batch.entries.map(\.path) == expected)
    #expect(batch.problems.isEmpty)
  }

  @Test func walkerHandsOverLargeFoldersInBatches() async throws {
    let folder = try RootedFolder()
    for number in 0..<5000 { try folder.write(PathBytes("f\(number)"), []) }
    var options = WalkOptions()
    options.batchEntries = 100
    options.queuedBatches = 2
    let walker = try TreeWalker(folder.root, options: options)
    var paths: [PathBytes] = []
    while let batch = try await walker.nextBatch() {
      #expect(batch.entries.count <= 100)
      paths += batch.entries.map(\.path)
    }
    #expect(paths == paths.sorted())
    #expect(paths.count == 5000)
    #expect(try await walker.nextBatch() == nil)
  }

  @Test func walkerEndsWithItsConsumer() async throws {
    let folder = try RootedFolder()
    for number in 0..<500 { try folder.write(PathBytes("f\(number)"), []) }
    var options = WalkOptions()
    options.batchEntries = 1
    options.queuedBatches = 1
    let walker = try TreeWalker(folder.root, options: options)
    #expect(try await walker.nextBatch()?.entries.count == 1)
    let consumer = Task { while try await walker.nextBatch() != nil { withUnsafeCurrentTask { $0?.cancel() } } }
    await #expect(throws: CancellationError.self) { try await consumer.value }
    await #expect(throws: CancellationError.self) { _ = try await walker.nextBatch() }
  }

  @Test func walkerReportsARootThatIsGone() async throws {
    let folder = try RootedFolder()
    try folder.root.makeDirectories(PathBytes("root"))
    let root = try FolderRoot(opening: folder.path + Array("/root".utf8))
    try folder.root.remove(PathBytes("root/"))
    let walker = try TreeWalker(root)
    // A removed directory that is still open has no names; that it is gone is for isStillInPlace to say.
    do {
      #expect(try await walker.nextBatch() == nil)
    } catch {
      #expect((error as? LocalError)?.code == .notFound)
    }
    #expect(!root.isStillInPlace())
  }
}

/// The whole walk as one batch.
private func walk(
  _ folder: RootedFolder, _ options: WalkOptions = WalkOptions(), prune: @escaping Prune = { _, _ in false }
) throws -> WalkBatch {
  var whole = WalkBatch()
  var scan = TreeScan(folder.root, options: options, prune: prune)
  try scan.run { batch in
    whole.entries += batch.entries
    whole.problems += batch.problems
    whole.skipped += batch.skipped
    return true
  }
  return whole
}
