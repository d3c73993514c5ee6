internal import LocalFiles
internal import StorageModel

/// Walks the targets in the order of names, hands files that must be read to other tasks, and takes over from the
/// parent snapshot what is unchanged.
struct FolderWalk: Sendable {
  let options: CreateOptions
  let repository: Repository
  let writer: RepositoryWriter
  let nodes: NodeMaker
  let tally: CreateTally
  let files: BoundedChannel<FileJob>

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
    try await folder.close(writer, tally)
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
      node: node, parent: (folder, folder.takeSlot()), previous: try await load(previous), path: absolute)
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
    try await visit(place, status, previous, into: folder)
  }

  private func visit(
    _ place: Place, _ status: FileStatus, _ previous: TreeNode?, into folder: FolderAssembly
  ) async throws {
    try Task.checkCancellation()
    switch status.kind {
    case .directory: try await visitFolder(place, status, previous, into: folder)
    case .file: try await visitFile(place, status, previous, into: folder)
    // As restic: a socket is made anew by the program that listens on it.
    case .socket: return
    case .symlink, .fifo, .blockDevice, .characterDevice:
      var node = nodes.node(place.name, status)
      if status.kind == .symlink {
        do throws(LocalError) { node.linkTarget = try place.root.readLink(place.path) } catch {
          return tally.problem(place.absolutePath, error.description)
        }
      }
      try await folder.fill(folder.takeSlot(), node, writer, tally)
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
        return try await folder.fill(slot, node, writer, tally)
      }
    }
    try await files.send(
      FileJob(
        root: place.root, path: place.path, name: place.name, absolutePath: place.absolutePath, folder: folder,
        slot: slot, previous: previous))
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
    _ place: Place, _ status: FileStatus, _ previous: TreeNode?, into folder: FolderAssembly
  ) async throws {
    var node = nodes.node(place.name, status)
    var names: [[UInt8]] = []
    let directory: OpenFile
    do throws(LocalError) {
      directory = try place.root.openDirectory(place.path)
      node.extendedAttributes = try directory.nodeAttributes()
      names = try directory.names()
    } catch {
      return tally.problem(place.absolutePath, error.description)
    }
    let below = FolderAssembly(
      node: node, parent: (folder, folder.takeSlot()), previous: try await load(previous), path: place.absolutePath)
    // A mount point is in, what is mounted on it is not.
    if let device = place.device, device != status.fingerprint.device { names = [] }
    if let marker = marker(in: place, names) { names = [marker] }
    for (name, status) in entries(names, directory, place) {
      var child = place
      child.path = PathBytes(bytes: place.path.bytes + [UInt8(ascii: "/")] + name)
      child.name = name
      child.absolutePath = LexicalPath.joined(place.absolutePath, name)
      try await visit(child, status, below.previous?.entry(name), into: below)
    }
    try await below.close(writer, tally)
  }

  /// What is in a folder and not excluded, with its status; the descriptor is free before the walk goes deeper.
  private func entries(_ names: [[UInt8]], _ directory: OpenFile, _ place: Place) -> [([UInt8], FileStatus)] {
    var entries: [([UInt8], FileStatus)] = []
    entries.reserveCapacity(names.count)
    for name in names {
      let absolute = LexicalPath.joined(place.absolutePath, name)
      if options.excludes.excludes(absolute) { continue }
      do throws(LocalError) { entries.append((name, try directory.status(of: name))) } catch {
        tally.problem(absolute, error.description)
      }
    }
    return entries
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
