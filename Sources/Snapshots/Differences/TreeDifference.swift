internal import StorageModel

/// What changed from one tree of a snapshot to another. Equal folders are equal ids, and are not read.
package struct TreeDifference: Sendable {
  private static let deepest = 2000

  private let source: any SnapshotReader
  private let looksAtMetadata: Bool
  private let report: @Sendable (EntryChange) throws -> Void

  /// `report` hears of each change, folder after folder in the order of names; of metadata only where they are asked
  /// for.
  package init(
    _ source: any SnapshotReader, metadata: Bool, report: @escaping @Sendable (EntryChange) throws -> Void
  ) {
    self.source = source
    looksAtMetadata = metadata
    self.report = report
  }

  /// Compares two folders. A tree that cannot be read ends the comparison.
  package func run(from old: StorageID, to new: StorageID) async throws {
    try await compare(old, new, below: PathBytes(bytes: []), depth: 0)
  }

  private func nodes(_ tree: StorageID) async throws -> [TreeNode] {
    let json = try await source.loadTree(tree)
    do { return try TreeDecoder.nodes(json) } catch { throw RepositoryError(.damaged, error.description) }
  }

  private func compare(_ old: StorageID, _ new: StorageID, below path: PathBytes, depth: Int) async throws {
    guard old != new else { return }
    guard depth < Self.deepest else { throw RepositoryError(.unsupported, "folders are nested too deep") }
    try Task.checkCancellation()
    let (left, right) = (try await nodes(old), try await nodes(new))
    var (l, r) = (0, 0)
    while l < left.count || r < right.count {
      let order = l == left.count ? 1 : r == right.count ? -1 : compareBytes(left[l].name, right[r].name)
      if order < 0 {
        try await list(left[l], .removed, below: path, depth: depth)
        l += 1
      } else if order > 0 {
        try await list(right[r], .added, below: path, depth: depth)
        r += 1
      } else {
        try await compare(left[l], right[r], below: path, depth: depth)
        (l, r) = (l + 1, r + 1)
      }
    }
  }

  private func compare(_ old: TreeNode, _ new: TreeNode, below folder: PathBytes, depth: Int) async throws {
    let path = folder.child(new.name, asDirectory: new.kind == .directory)
    guard old.kind == new.kind else {
      try report(EntryChange(.replaced, path, oldBytes: old.sizeBytes, newBytes: new.sizeBytes))
      let inside = folder.child(new.name, asDirectory: true)
      try await listContent(of: old, .removed, at: inside, depth: depth)
      try await listContent(of: new, .added, at: inside, depth: depth)
      return
    }
    if old.content ?? [] != new.content ?? [] || old.linkTarget != new.linkTarget || old.device != new.device {
      try report(EntryChange(.modified, path, oldBytes: old.sizeBytes, newBytes: new.sizeBytes))
    } else if looksAtMetadata, !old.hasSameMetadata(as: new) {
      try report(EntryChange(.metadata, path, oldBytes: old.sizeBytes, newBytes: new.sizeBytes))
    }
    if let left = old.subtree, let right = new.subtree {
      try await compare(left, right, below: path, depth: depth + 1)
    }
  }

  private func list(_ node: TreeNode, _ kind: EntryChange.Kind, below folder: PathBytes, depth: Int) async throws {
    let path = folder.child(node.name, asDirectory: node.kind == .directory)
    let isOld = kind == .removed
    try report(EntryChange(kind, path, oldBytes: isOld ? node.sizeBytes : 0, newBytes: isOld ? 0 : node.sizeBytes))
    try await listContent(of: node, kind, at: path, depth: depth)
  }

  private func listContent(
    of node: TreeNode, _ kind: EntryChange.Kind, at path: PathBytes, depth: Int
  ) async throws {
    guard node.kind == .directory, let tree = node.subtree else { return }
    guard depth < Self.deepest else { throw RepositoryError(.unsupported, "folders are nested too deep") }
    for child in try await nodes(tree) { try await list(child, kind, below: path, depth: depth + 1) }
  }
}

extension TreeNode {
  /// Whether what a user sees of the entry besides its content is the same; access times, inodes and the like are not.
  func hasSameMetadata(as other: TreeNode) -> Bool {
    mode == other.mode && modified.isSameMoment(as: other.modified) && userID == other.userID
      && groupID == other.groupID && extendedAttributes == other.extendedAttributes
  }
}
