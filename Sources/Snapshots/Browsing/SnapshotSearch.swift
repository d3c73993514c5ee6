package import Planning
package import StorageModel

/// Looks for names in one snapshot after the other. A folder in which an earlier one had nothing is not read again: of
/// a hundred snapshots most folders are the same.
package struct SnapshotSearch: Sendable {
  package struct Match: Sendable {
    package var path: PathBytes
    package var node: TreeNode
  }

  /// What was searched: the answer depends on the path as well, as soon as a pattern has a slash.
  private struct Place: Hashable {
    let tree: StorageID
    let path: PathBytes
  }

  private let source: any SnapshotReader
  private let matcher: Filters
  private var barren: Set<Place> = []

  /// An entry matches when the rules of `matcher` leave it out.
  package init(_ source: any SnapshotReader, _ matcher: Filters) {
    self.source = source
    self.matcher = matcher
  }

  /// All matches in a tree, in its order. A folder that matches is looked into as well.
  package mutating func run(_ tree: StorageID) async throws -> [Match] {
    var matches: [Match] = []
    var counts: [Int] = []
    var cursor = TreeCursor(source, tree: tree)
    while let step = try await cursor.next() {
      switch step {
      case .problem(_, let error): throw error
      case .leave(let path, let node):
        if let before = counts.popLast(), before == matches.count, let subtree = node.subtree {
          barren.insert(Place(tree: subtree, path: path))
        }
      case .entry(let path, let node):
        if !matcher.admits(path) { matches.append(Match(path: path, node: node)) }
        guard node.kind == .directory, let subtree = node.subtree else { continue }
        if barren.contains(Place(tree: subtree, path: path)) { cursor.skip() } else { counts.append(matches.count) }
      }
    }
    return matches
  }
}
