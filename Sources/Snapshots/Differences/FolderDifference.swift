package import LocalFiles
package import StorageModel

/// What changed from a tree of a snapshot to a folder of this machine: what a new snapshot would save.
package struct FolderDifference: Sendable {
  private let source: any SnapshotReader
  private let root: FolderRoot
  private let looksAtMetadata: Bool
  private let report: @Sendable (EntryChange) throws -> Void

  /// See ``TreeDifference``.
  package init(
    _ source: any SnapshotReader, _ root: FolderRoot, metadata: Bool,
    report: @escaping @Sendable (EntryChange) throws -> Void
  ) {
    self.source = source
    self.root = root
    looksAtMetadata = metadata
    self.report = report
  }

  /// Compares `tree` with the folder. A file of the same size and time counts as equal; one of another time is read.
  package func run(from tree: StorageID) async throws {
    var names: [Set<[UInt8]>] = [[]]
    var cursor = TreeCursor(source, tree: tree)
    while let step = try await cursor.next() {
      switch step {
      case .problem(_, let error): throw error
      case .leave(let path, _): try listUnknown(in: path, names.popLast() ?? [])
      case .entry(let path, let node):
        names[names.count - 1].insert(node.name)
        if try compare(path, node) { names.append([]) } else { cursor.skip() }
      }
    }
    try listUnknown(in: PathBytes(bytes: []), names.popLast() ?? [])
  }

  /// True for a folder that both have.
  private func compare(_ path: PathBytes, _ node: TreeNode) throws -> Bool {
    let bare = path.withoutTrailingSlash
    guard let status = try root.statusIfPresent(bare) else {
      try report(EntryChange(.removed, path, oldBytes: node.sizeBytes))
      return false
    }
    let size = status.kind == .file ? UInt64(clamping: status.sizeBytes) : 0
    guard node.kind.entryKind == status.kind else {
      let shown = status.kind == .directory ? PathBytes(bytes: bare.bytes + [UInt8(ascii: "/")]) : bare
      try report(EntryChange(.replaced, shown, oldBytes: node.sizeBytes, newBytes: size))
      return false
    }
    if try isModified(bare, node, status) {
      try report(EntryChange(.modified, path, oldBytes: node.sizeBytes, newBytes: size))
    } else if looksAtMetadata, !isSame(node, status) {
      try report(EntryChange(.metadata, path, oldBytes: node.sizeBytes, newBytes: node.sizeBytes))
    }
    return node.kind == .directory
  }

  private func isSame(_ node: TreeNode, _ status: FileStatus) -> Bool {
    node.mode == GoFileMode(unixMode: status.attributes.mode) && node.modified.timestamp == status.modified
      && node.userID == status.attributes.userID && node.groupID == status.attributes.groupID
  }

  private func isModified(_ path: PathBytes, _ node: TreeNode, _ status: FileStatus) throws -> Bool {
    switch node.kind {
    case .file: return try isFileModified(path, node, status)
    case .symlink: return try root.readLink(path) != node.linkTarget
    case .blockDevice, .characterDevice: return status.attributes.deviceNumber != node.device
    default: return false
    }
  }

  private func isFileModified(_ path: PathBytes, _ node: TreeNode, _ status: FileStatus) throws -> Bool {
    guard UInt64(clamping: status.sizeBytes) == node.sizeBytes else { return true }
    if status.modified == node.modified.timestamp { return false }
    let file = try root.open(path)
    var offset: Int64 = 0
    for id in node.content ?? [] {
      guard let place = try source.places(BlobHandle(.data, id)).first?.place else { return true }
      let bytes = try file.read(at: offset, count: place.contentLength)
      guard StorageID(of: bytes) == id else { return true }
      offset += Int64(bytes.count)
    }
    return offset != status.sizeBytes
  }

  private func listUnknown(in folder: PathBytes, _ known: Set<[UInt8]>) throws {
    for name in try root.names(in: folder) where !known.contains(name) { try list(folder.child(name)) }
  }

  private func list(_ path: PathBytes) throws {
    let status = try root.status(path)
    guard status.kind == .directory else {
      let size = status.kind == .file ? UInt64(clamping: status.sizeBytes) : 0
      return try report(EntryChange(.added, path, newBytes: size))
    }
    let folder = PathBytes(bytes: path.bytes + [UInt8(ascii: "/")])
    try report(EntryChange(.added, folder))
    for name in try root.names(in: folder) { try list(folder.child(name)) }
  }
}

extension TreeNode.Kind {
  /// The kind as a file system has it; nil for one that is not known.
  package var entryKind: Entry.Kind? {
    switch self {
    case .file: .file
    case .directory: .directory
    case .symlink: .symlink
    case .blockDevice: .blockDevice
    case .characterDevice: .characterDevice
    case .fifo: .fifo
    case .socket: .socket
    case .other: nil
    }
  }
}
