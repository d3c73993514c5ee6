internal import LocalFiles
internal import StorageModel

/// Walks the targets in the order of names, hands files that must be read to other tasks, and takes over what is
/// unchanged: whole folders as they are remembered, and files from the parent snapshot.
struct FolderWalk: Sendable {
  let options: CreateOptions
  let repository: Repository
  let run: AssemblyRun
  let nodes: NodeMaker
  let now: @Sendable () -> Timestamp
  let files: BoundedChannel<FileJob>

  private var writer: RepositoryWriter { run.writer }
  private var tally: CreateTally { run.tally }

  /// Where the earlier version of an entry is.
  private enum Earlier {
    case none
    case node(TreeNode)
    /// In this tree, which is read only when it is needed.
    case within(StorageID)

    init(_ node: TreeNode?) { self = node.map { .node($0) } ?? .none }

    var node: TreeNode? { if case .node(let node) = self { node } else { nil } }
  }

  /// An entry below an open folder of the source.
  private struct Place {
    var root: FolderRoot
    var path: PathBytes
    var name: [UInt8]
    var absolutePath: [UInt8]
    /// Of the file system of the target, where the walk stays on it.
    var device: UInt64?
  }

  /// Walks a tree of targets into `folder`, and closes it.
  func walk(_ tree: SourceTree, into folder: FolderAssembly) async throws {
    for (name, child) in tree.children.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let previous = folder.previous?.entry(name)
      if let path = child.path {
        try await target(path, name, previous, into: folder)
      } else if let path = child.metadataPath {
        try await passage(path, name, child, previous, into: folder)
      }
    }
    try await folder.close(run)
  }

  /// A folder on the way to a target: its metadata, and of its entries only what was named.
  private func passage(
    _ path: [UInt8], _ name: [UInt8], _ tree: SourceTree, _ previous: TreeNode?, into folder: FolderAssembly
  ) async throws {
    let absolute = LexicalPath.absolute(path, in: options.workingFolder)
    let root = try FolderRoot(opening: path)
    var node = nodes.node(name, try root.status(PathBytes(bytes: [])))
    node.extendedAttributes = try root.openDirectory(PathBytes(bytes: [])).nodeAttributes()
    let below = FolderAssembly(
      FolderAssembly.Beginning(
        node: node, parent: (folder, folder.takeSlot()), previous: try await load(previous), path: absolute))
    try await walk(tree, into: below)
  }

  private func target(
    _ path: [UInt8], _ name: [UInt8], _ previous: TreeNode?, into folder: FolderAssembly
  ) async throws {
    let (parent, last) = LexicalPath.split(path)
    let absolute = LexicalPath.absolute(path, in: options.workingFolder)
    let root: FolderRoot
    let status: FileStatus
    do throws(LocalError) {
      root = try FolderRoot(opening: parent)
      status = try root.status(PathBytes(bytes: last))
    } catch {
      return tally.problem(absolute, error.description)
    }
    let place = Place(
      root: root, path: PathBytes(bytes: last), name: name, absolutePath: absolute,
      device: options.oneFileSystem ? status.fingerprint.device : nil)
    try await visit(place, status, Earlier(previous), into: folder)
  }

  private func visit(
    _ place: Place, _ status: FileStatus, _ earlier: Earlier, into folder: FolderAssembly
  ) async throws {
    try Task.checkCancellation()
    switch status.kind {
    case .directory: try await visitFolder(place, status, earlier, into: folder)
    case .file: try await visitFile(place, status, earlier.node, into: folder)
    // As restic: a socket is made anew by the program that listens on it.
    case .socket: return
    case .symlink, .fifo, .blockDevice, .characterDevice:
      var node = nodes.node(place.name, status)
      if status.kind == .symlink {
        do throws(LocalError) { node.linkTarget = try place.root.readLink(place.path) } catch {
          folder.spoil()
          return tally.problem(place.absolutePath, error.description)
        }
      }
      try await folder.fill(folder.takeSlot(), node, run)
    }
  }

  private func visitFile(
    _ place: Place, _ status: FileStatus, _ previous: TreeNode?, into folder: FolderAssembly
  ) async throws {
    let slot = folder.takeSlot()
    if let previous, let content = previous.content, isUnchanged(status, previous), try isStored(content) {
      var node = nodes.node(place.name, status)
      node.content = content
      // A change of an attribute changes ctime: with an equal one they need not be read again.
      node.extendedAttributes = previous.extendedAttributes
      if !(options.ignoresChangeTime || options.ignoresInode) || previous.extendedAttributes.isEmpty {
        tally.file(place.absolutePath, .unmodified, sizeBytes: status.sizeBytes)
        return try await folder.fill(slot, node, run)
      }
    }
    try await files.send(
      FileJob(
        root: place.root, path: place.path, name: place.name, absolutePath: place.absolutePath, folder: folder,
        slot: slot, fingerprint: status.fingerprint, previous: previous))
  }

  /// By size, mtime, ctime and inode, as restic compares.
  private func isUnchanged(_ status: FileStatus, _ previous: TreeNode) -> Bool {
    let fingerprint = status.fingerprint
    return previous.kind == .file && previous.sizeBytes == UInt64(clamping: fingerprint.sizeBytes)
      && previous.modified.timestamp == fingerprint.modified
      && (options.ignoresChangeTime || options.ignoresInode || previous.changed.timestamp == fingerprint.changed)
      && (options.ignoresInode || previous.inode == fingerprint.inode)
  }

  /// A chunk that the index does not know is read again from the file: so a damaged repository heals.
  private func isStored(_ content: [StorageID]) throws -> Bool {
    try content.allSatisfy { try writer.has(BlobHandle(.data, $0)) }
  }

  private func load(_ previous: TreeNode?) async throws -> PreviousFolder? {
    guard let previous, previous.kind == .directory, let tree = previous.subtree else { return nil }
    return try await PreviousFolder.load(tree, node: previous, repository)
  }

  // MARK: - Folders

  private func visitFolder(
    _ place: Place, _ status: FileStatus, _ earlier: Earlier, into folder: FolderAssembly
  ) async throws {
    // The node of a folder in one that is as remembered is in that one's tree.
    var node = folder.remembered == nil ? nodes.node(place.name, status) : TreeNode(name: place.name, kind: .directory)
    var names: [[UInt8]] = []
    let directory: OpenFile
    do throws(LocalError) {
      directory = try place.root.openDirectory(place.path)
      if folder.remembered == nil { node.extendedAttributes = try directory.nodeAttributes() }
      names = try directory.names()
    } catch {
      folder.spoil()
      return tally.problem(place.absolutePath, error.description)
    }
    // A mount point is in, what is mounted on it is not.
    if let device = place.device, device != status.fingerprint.device { names = [] }
    if let marker = marker(in: place, names) { names = [marker] }
    let moment = now()
    let (entries, isWhole) = entries(names, directory, place)
    let parent = (folder, folder.takeSlot())
    var digest: StorageID?
    if run.memory != nil, isWhole {
      var folderDigest = FolderDigest(nodes, keepsAccessTimes: options.keepsAccessTimes)
      for (name, status) in entries { folderDigest.add(name, status) }
      if !folderDigest.isTooYoung(at: moment) { digest = folderDigest.finish() }
    }
    let record = try options.parent.allowsMemory ? run.memory?.record(of: place.absolutePath) : nil
    var beginning = FolderAssembly.Beginning(node: node, parent: parent, path: place.absolutePath, digest: digest)
    if let record, record.isSettled, record.digest == digest {
      beginning.remembered = record
      let below = FolderAssembly(beginning)
      try await visitRemembered(entries, place, into: below)
      return try await below.close(run)
    }
    beginning.previous = try await previous(earlier, record, place.name)
    let below = FolderAssembly(beginning)
    if !isWhole { below.spoil() }
    for (name, status) in entries {
      try await visit(child(name, of: place), status, Earlier(below.previous?.entry(name)), into: below)
    }
    try forgetFolders(missingIn: entries, below.previous, place)
    try await below.close(run)
  }

  /// Files and links are in the remembered tree; folders are walked, for what changed deeper down.
  private func visitRemembered(
    _ entries: [(name: [UInt8], status: FileStatus)], _ place: Place, into below: FolderAssembly
  ) async throws {
    var files: Int64 = 0
    var bytes: Int64 = 0
    for (name, status) in entries {
      switch status.kind {
      case .directory:
        let tree = below.remembered?.tree ?? .none
        try await visit(child(name, of: place), status, .within(tree), into: below)
      case .file:
        files += 1
        bytes += status.sizeBytes
        if tally.wantsUnmodified {
          tally.file(LexicalPath.joined(place.absolutePath, name), .unmodified, sizeBytes: status.sizeBytes)
        }
      default: break
      }
    }
    if files > 0, !tally.wantsUnmodified { tally.unmodified(files: files, sizeBytes: bytes) }
  }

  private func child(_ name: [UInt8], of place: Place) -> Place {
    var child = place
    child.path = PathBytes(bytes: place.path.bytes + [UInt8(ascii: "/")] + name)
    child.name = name
    child.absolutePath = LexicalPath.joined(place.absolutePath, name)
    return child
  }

  /// What to compare a folder with: the tree that this machine made of it last, else that of the parent snapshot.
  private func previous(_ earlier: Earlier, _ record: FolderRecord?, _ name: [UInt8]) async throws -> PreviousFolder? {
    if let record, let folder = try await PreviousFolder.load(record.tree, node: earlier.node, repository) {
      return folder
    }
    switch earlier {
    case .none: return nil
    case .node(let node): return try await load(node)
    case .within(let tree):
      return try await load(try await PreviousFolder.load(tree, node: nil, repository)?.entry(name))
    }
  }

  private func forgetFolders(
    missingIn entries: [(name: [UInt8], status: FileStatus)], _ previous: PreviousFolder?, _ place: Place
  ) throws {
    guard let memory = run.memory, let previous else { return }
    let gone = previous.nodes.filter { $0.kind == .directory }.map(\.name)
    guard !gone.isEmpty else { return }
    let present = Set(entries.lazy.filter { $0.status.kind == .directory }.map(\.name))
    for name in gone where !present.contains(name) {
      try memory.forget(LexicalPath.joined(place.absolutePath, name))
    }
  }

  /// What is in a folder and not excluded, with its status, and whether nothing is missing; the descriptor is free
  /// before the walk goes deeper.
  private func entries(
    _ names: [[UInt8]], _ directory: OpenFile, _ place: Place
  ) -> (entries: [(name: [UInt8], status: FileStatus)], isWhole: Bool) {
    var entries: [(name: [UInt8], status: FileStatus)] = []
    entries.reserveCapacity(names.count)
    var isWhole = true
    for name in names {
      if !options.excludes.isEmpty, options.excludes.excludes(LexicalPath.joined(place.absolutePath, name)) { continue }
      do throws(LocalError) { entries.append((name, try directory.status(of: name))) } catch {
        isWhole = false
        tally.problem(LexicalPath.joined(place.absolutePath, name), error.description)
      }
    }
    return (entries, isWhole)
  }

  private func marker(in place: Place, _ names: [[UInt8]]) -> [UInt8]? {
    let markers = options.markers + (options.skipsCacheFolders ? [FolderMarker.cacheFolder] : [])
    for marker in markers where names.contains(marker.name) {
      if marker.header.isEmpty { return marker.name }
      // A marker that cannot be read marks nothing.
      let path = PathBytes(bytes: place.path.bytes + [UInt8(ascii: "/")] + marker.name)
      if let file = try? place.root.open(path), let head = try? file.read(at: 0, count: marker.header.count),
        head == marker.header
      {
        return marker.name
      }
    }
    return nil
  }
}

extension PreviousFolder {
  /// nil for a tree that cannot be read: everything below is read again then.
  static func load(_ tree: StorageID, node: TreeNode?, _ repository: Repository) async throws -> PreviousFolder? {
    do {
      let nodes = try TreeDecoder.nodes(try await repository.loadTree(tree))
      return PreviousFolder(node: node, tree: tree, nodes: nodes)
    } catch let error as RepositoryError where error.code == .damaged || error.code == .notFound {
      return nil
    } catch is TreeError {
      return nil
    }
  }
}
