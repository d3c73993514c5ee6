internal import LocalFiles
internal import StorageModel

/// Makes a snapshot of files of this machine.
///
/// Order of writes: packs → index files → the snapshot, which is the commit: whatever ends the run before it leaves
/// data that nothing refers to, which `prune` removes. The caller holds a shared lock and has loaded the index.
package struct SnapshotCreation: Sendable {
  /// After so many seconds what was written to a file is on its disk, and holes are holes.
  private static let settlingSeconds: Int64 = 300

  /// Files that are read at once.
  private static let readers = 2

  let repository: Repository
  let host: RepositoryHost
  let options: CreateOptions
  let observer: any CreateObserver

  package init(
    _ repository: Repository, _ host: RepositoryHost, _ options: CreateOptions, observer: any CreateObserver
  ) {
    self.repository = repository
    self.host = host
    self.options = options
    self.observer = observer
  }

  /// Saves the targets. `.notFound` when none of them is there.
  package func run() async throws -> CreateResult {
    let source = try SourceTree(targets: options.targets) { folder in
      try FolderRoot(opening: folder).names(in: PathBytes(bytes: []))
    }
    let paths = options.targets.map { Self.text(LexicalPath.absolute($0, in: options.workingFolder)) }
    return try await save(paths: paths) { pipeline, root in
      try await pipeline.withReaders(Self.readers) { files in
        let walk = FolderWalk(
          options: options, repository: repository, run: pipeline.run, nodes: pipeline.nodes, now: host.now,
          files: files)
        try await walk.walk(source, into: root)
      }
    }
  }

  /// Saves a stream as one file at the root of the snapshot.
  package func run(
    stream: @escaping @Sendable (Int) throws -> [UInt8], name: [UInt8]
  ) async throws -> CreateResult {
    try await save(paths: [Self.text([UInt8(ascii: "/")] + name)]) { pipeline, root in
      let slot = root.takeSlot()
      let (content, size) = try await pipeline.saver.save(stream: stream)
      var node = TreeNode(name: name, kind: .file)
      node.mode = GoFileMode(unixMode: 0o100644)
      node.modified = host.zoned(options.time ?? host.now())
      node.accessed = node.modified
      node.changed = node.modified
      node.userID = host.userID
      node.groupID = host.groupID
      node.content = content
      node.sizeBytes = UInt64(size)
      pipeline.run.tally.file([UInt8(ascii: "/")] + name, .new, sizeBytes: size)
      try await root.fill(slot, node, pipeline.run)
      try await root.close(pipeline.run)
    }
  }

  private func save(
    paths: [String], _ body: @escaping @Sendable (CreatePipeline, FolderAssembly) async throws -> Void
  ) async throws -> CreateResult {
    let start = host.now()
    let hostname = options.hostname ?? host.hostname
    let parent = try await findParent(paths: paths, hostname: hostname)
    let tally = CreateTally(observer, hasParent: parent != nil)
    var writerOptions = options.writer
    writerOptions.dryRun = options.dryRun
    guard let chunker = Chunker(Polynomial(bits: repository.config.polynomial)) else {
      throw RepositoryError(.damaged, "the chunker polynomial is not irreducible", file: .config)
    }
    let nodes = NodeMaker(host, keepsAccessTimes: options.keepsAccessTimes)
    let previous = try await load(parent)
    let memory = memory
    let (tree, counts) = try await RepositoryWriter.writing(to: repository, writerOptions) { writer in
      let run = AssemblyRun(writer: writer, tally: tally, memory: memory)
      let saver = FileSaver(
        chunker: chunker, nodes: nodes, run: run,
        settledBefore: Timestamp(seconds: start.seconds - Self.settlingSeconds))
      let root = FolderAssembly(FolderAssembly.Beginning(previous: previous, path: [UInt8(ascii: "/")]))
      try await body(CreatePipeline(run: run, saver: saver, nodes: nodes), root)
      guard let tree = root.tree else { throw RepositoryError(.invalid, "the walk did not come to its end") }
      return tree
    }
    try memory?.settle()
    if tally.counts.filesProcessed == 0, tally.counts.folders.isEmpty, tally.counts.problems > 0 {
      throw RepositoryError(.notFound, "none of the targets could be read, so no snapshot was made")
    }
    var snapshot = Snapshot(
      time: host.zoned(options.time ?? start), tree: tree, paths: paths, hostname: hostname)
    describe(&snapshot, parent: parent)
    let summary = summary(tally.counts, counts, start: start)
    snapshot.summary = summary
    if !options.dryRun {
      try await RepositoryLock.confirmHeld()
      snapshot.id = try await repository.saveUnpacked(.snapshot, snapshot.encoded())
    }
    return CreateResult(
      snapshot: snapshot, summary: summary, problems: tally.counts.problems, counts: counts)
  }

  /// nil where nothing may be remembered: a file that only looks unchanged because ctime or inode are not looked at
  /// must not pass for one that was read.
  private var memory: FolderMemory? {
    guard !options.ignoresChangeTime, !options.ignoresInode else { return nil }
    return FolderMemory(repository.index, isReadOnly: options.dryRun)
  }

  private func describe(_ snapshot: inout Snapshot, parent: Snapshot?) {
    snapshot.parent = parent?.id
    snapshot.username = host.username
    snapshot.userID = host.userID
    snapshot.groupID = host.groupID
    snapshot.excludes = options.excludeTexts
    snapshot.tags = options.tags
    snapshot.programVersion = host.programVersion
  }

  private func summary(
    _ tally: CreateTally.Counts, _ counts: WriterCounts, start: Timestamp
  ) -> SnapshotSummary {
    var summary = SnapshotSummary(start: host.zoned(start), end: host.zoned(host.now()))
    summary.filesNew = tally.files[.new] ?? 0
    summary.filesChanged = tally.files[.changed] ?? 0
    summary.filesUnmodified = tally.files[.unmodified] ?? 0
    summary.dirsNew = tally.folders[.new] ?? 0
    summary.dirsChanged = tally.folders[.changed] ?? 0
    summary.dirsUnmodified = tally.folders[.unmodified] ?? 0
    summary.dataBlobs = counts.newBlobs[.data] ?? 0
    summary.treeBlobs = counts.newBlobs[.tree] ?? 0
    summary.dataAdded = counts.newBytes.values.reduce(0, +)
    summary.dataAddedPacked = counts.storedBytes.values.reduce(0, +)
    summary.totalFilesProcessed = tally.filesProcessed
    summary.totalBytesProcessed = tally.bytesProcessed
    return summary
  }

  // MARK: - Parent

  private func findParent(paths: [String], hostname: String) async throws -> Snapshot? {
    switch options.parent {
    case .none: return nil
    case .named(let name): return try await SnapshotList(loading: repository).find(name)
    case .latest:
      let list = try await SnapshotList(loading: repository)
      let limit = options.time ?? host.now()
      return list.snapshots.last {
        $0.hostname == hostname && Set($0.paths) == Set(paths) && $0.time.timestamp <= limit
      }
    }
  }

  private func load(_ parent: Snapshot?) async throws -> PreviousFolder? {
    guard let parent else { return nil }
    return try await PreviousFolder.load(parent.tree, node: nil, repository)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// What the tasks of a run share.
struct CreatePipeline: Sendable {
  let run: AssemblyRun
  let saver: FileSaver
  let nodes: NodeMaker

  /// Runs `body` while `count` tasks read the files that it sends; returns when all of them are saved. Where one task
  /// fails the others end as well: readers would wait for files, or `body` for readers, for ever.
  func withReaders(
    _ count: Int, _ body: @escaping @Sendable (BoundedChannel<FileJob>) async throws -> Void
  ) async throws {
    let files = BoundedChannel<FileJob>(capacity: 64)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          while let job = try await files.receive() { try await saver.save(job) }
        }
      }
      group.addTask {
        try await body(files)
        files.finish()
      }
      while try await group.next() != nil {}
    }
  }
}
