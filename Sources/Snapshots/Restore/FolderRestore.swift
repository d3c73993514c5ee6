package import LocalFiles
internal import Planning
internal import StorageModel

/// Restores a tree of a snapshot into a folder, below which it stays whatever the tree says.
///
/// Order of writes: folders as the walk meets them, with mode 0700 → files, each complete under its name or not at
/// all → what `--delete` removes → hard links → metadata of folders, innermost first → one flush of the file
/// system. What a crash leaves is temporary files and whole files: a second run compares the latter and goes on. Every
/// chunk was compared with its id before it was written.
package struct FolderRestore: Sendable {
  private let source: any SnapshotReader
  private let root: FolderRoot
  private let options: RestoreOptions
  private let report: RestoreReport
  private let restored = RestoredChunks()

  package init(
    _ source: any SnapshotReader, into root: FolderRoot, _ options: RestoreOptions, observer: any RestoreObserver
  ) {
    self.source = source
    self.root = root
    self.options = options
    report = RestoreReport(observer)
  }

  /// Restores what `place` leads to: of a folder its content, of anything else the entry itself. Errors of entries are
  /// reported and counted; what meets them all is thrown.
  package func run(_ place: SnapshotPlace) async throws -> RestoreTally {
    var later = LaterWork()
    switch place {
    case .folder(let tree, _):
      later = try await restoreFiles(of: tree)
      if options.deletes, report.value.damaged == 0, report.value.failed == 0 {
        try await ExtraneousEntries(source: source, root: root, options: options, report: report).remove(notIn: tree)
      }
    case .entry(let node):
      guard node.hasSafeName else { throw RepositoryError(.damaged, "no entry can have this name") }
      var batch = RestoreBatch()
      try await take(PathBytes(bytes: node.name), node, &batch, &later)
      if !batch.isEmpty { try await restore(batch) }
    }
    if !options.isDryRun {
      try makeLinks(later.links)
      try finishFolders(later.folders)
      try root.synchronize()
    }
    return report.value
  }

  /// What can only be done when all files are there.
  private struct LaterWork {
    /// Innermost first.
    var folders: [(path: PathBytes, metadata: FileMetadata)] = []
    var links: [(path: PathBytes, first: PathBytes)] = []
    /// The first name of each file with several.
    var firstNames: [HardLinkIdentity: PathBytes] = [:]
  }

  private struct HardLinkIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private func restore(_ batch: RestoreBatch) async throws {
    try await BatchRestore(
      source: source, root: root, options: options, report: report, restored: restored
    ).run(batch)
  }

  /// Two batches at a time: one fetches while the other is planned and compared.
  private func restoreFiles(of tree: StorageID) async throws -> LaterWork {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var later = LaterWork()
      var batch = RestoreBatch()
      var running = 0
      var cursor = TreeCursor(source, tree: tree)
      while let step = try await cursor.next() {
        switch step {
        case .problem(let path, let error): try report.failed(path.bytes, error)
        case .leave(let path, let node): later.folders.append((path, node.metadata(options)))
        case .entry(let path, let node):
          guard options.filters.admits(path) else {
            cursor.skip()
            continue
          }
          if try await take(path, node, &batch, &later) == false { cursor.skip() }
        }
        guard batch.isFull(options) else { continue }
        if running == 2 {
          try await group.next()
          running -= 1
        }
        group.addTask { [batch] in try await restore(batch) }
        running += 1
        batch = RestoreBatch()
      }
      if !batch.isEmpty { group.addTask { [batch] in try await restore(batch) } }
      try await group.waitForAll()
      return later
    }
  }

  /// Does or plans an entry. False when a walk cannot go below it.
  @discardableResult private func take(
    _ path: PathBytes, _ node: TreeNode, _ batch: inout RestoreBatch, _ later: inout LaterWork
  ) async throws -> Bool {
    report.update { $0.selected += 1 }
    do throws(LocalError) {
      switch node.kind {
      case .directory: return try takeFolder(path, node)
      case .file: try takeFile(path, node, &batch, &later)
      case .symlink: try takeLink(path, node)
      case .fifo, .blockDevice, .characterDevice: try takeSpecial(path, node)
      case .socket, .other: report.done(path.bytes, .kept)
      }
      return true
    } catch {
      try report.failed(path.bytes, error)
      return false
    }
  }

  /// Makes the folder; a file or link in its place gives way as a file would.
  private func takeFolder(_ path: PathBytes, _ node: TreeNode) throws(LocalError) -> Bool {
    report.update { $0.folders += 1 }
    let bare = path.withoutTrailingSlash
    let existing = try root.statusIfPresent(bare)
    if let existing, existing.kind != .directory {
      guard options.overwrite == .always || options.overwrite == .ifChanged else {
        throw LocalError(.notADirectory, operation: "create folder", path: path)
      }
      if !options.isDryRun { try root.remove(bare) }
    }
    guard !options.isDryRun else { return true }
    if let existing, existing.kind == .directory {
      // Without this an unprivileged second run could not write into what the first one finished.
      if existing.attributes.mode & 0o700 != 0o700, !options.restoresOwner {
        try root.setMetadata(path, FileMetadata(mode: existing.attributes.mode | 0o700, keepsSpecialBits: true))
      }
    } else {
      try root.makeDirectories(bare, mode: 0o700)
    }
    return true
  }

  private func takeFile(
    _ path: PathBytes, _ node: TreeNode, _ batch: inout RestoreBatch, _ later: inout LaterWork
  ) throws(LocalError) {
    let existing = try root.statusIfPresent(path)
    if existing?.kind == .directory { throw LocalError(.isADirectory, operation: "replace", path: path) }
    let decision = RestoreDecision.of(node, existing: existing, options.overwrite)
    if node.links > 1, node.inode != 0, decision != .keep {
      let identity = HardLinkIdentity(device: node.deviceID, inode: node.inode)
      if let first = later.firstNames[identity] {
        if options.isDryRun { report.done(path.bytes, existing == nil ? .created : .updated) }
        later.links.append((path, first))
        return
      }
      later.firstNames[identity] = path
    }
    switch decision {
    case .keep: report.done(path.bytes, .kept, sizeBytes: node.sizeBytes)
    case .trust:
      if let existing, !options.isDryRun, !node.matchesMetadata(of: existing, options) {
        try root.setMetadata(path, node.metadata(options))
      }
      report.done(path.bytes, .unchanged, sizeBytes: node.sizeBytes)
    case .write, .compare:
      if options.isDryRun {
        report.done(path.bytes, existing == nil ? .created : .updated, sizeBytes: node.sizeBytes)
      } else {
        batch.append(RestoreBatch.Item(path: path, node: node, existing: decision == .compare ? existing : nil))
      }
    }
  }

  private func takeLink(_ path: PathBytes, _ node: TreeNode) throws(LocalError) {
    let existing = try root.statusIfPresent(path)
    if existing?.kind == .directory { throw LocalError(.isADirectory, operation: "replace", path: path) }
    if RestoreDecision.of(node, existing: existing, options.overwrite) == .keep {
      return report.done(path.bytes, .kept)
    }
    if let existing, existing.kind == .symlink, try root.readLink(path) == node.linkTarget {
      if !options.isDryRun, !node.matchesMetadata(of: existing, options) {
        try root.setMetadata(path, node.metadata(options))
      }
      return report.done(path.bytes, .unchanged)
    }
    if !options.isDryRun {
      try root.makeSymlink(path, target: node.linkTarget, metadata: node.metadata(options))
    }
    report.done(path.bytes, existing == nil ? .created : .updated)
  }

  private func takeSpecial(_ path: PathBytes, _ node: TreeNode) throws(LocalError) {
    let existing = try root.statusIfPresent(path)
    if existing?.kind == .directory { throw LocalError(.isADirectory, operation: "replace", path: path) }
    if RestoreDecision.of(node, existing: existing, options.overwrite) == .keep {
      return report.done(path.bytes, .kept)
    }
    let (type, kind): (UInt32, Entry.Kind) =
      switch node.kind {
      case .blockDevice: (0o060000, .blockDevice)
      case .characterDevice: (0o020000, .characterDevice)
      default: (0o010000, .fifo)
      }
    let isRight = existing.map { $0.kind == kind && $0.attributes.deviceNumber == node.device } ?? false
    if !options.isDryRun {
      if !isRight {
        if existing != nil { try root.remove(path) }
        try root.makeSpecialFile(path, mode: type | 0o600, deviceNumber: node.device)
      }
      try root.setSpecialMetadata(path, node.metadata(options))
    }
    report.done(path.bytes, isRight ? .unchanged : existing == nil ? .created : .updated)
  }

  /// A name whose first one was not restored keeps what stands there.
  private func makeLinks(_ links: [(path: PathBytes, first: PathBytes)]) throws {
    for (path, first) in links {
      guard !report.hasFailed(first.bytes) else {
        try report.failed(path.bytes, RepositoryError(.damaged, "its other name '\(first)' was not restored"))
        continue
      }
      do throws(LocalError) {
        let target = try root.status(first)
        let existing = try root.statusIfPresent(path)
        if existing?.identity == target.identity {
          report.done(path.bytes, .unchanged)
          continue
        }
        if existing != nil { try root.remove(path) }
        try root.makeHardLink(path, to: first)
        report.done(path.bytes, existing == nil ? .created : .updated)
      } catch {
        try report.failed(path.bytes, error)
      }
    }
  }

  private func finishFolders(_ folders: [(path: PathBytes, metadata: FileMetadata)]) throws {
    for (path, metadata) in folders {
      do throws(LocalError) { try root.setMetadata(path, metadata) } catch { try report.failed(path.bytes, error) }
    }
  }
}
