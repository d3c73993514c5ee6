package import StorageModel

/// Which files of a snapshot a drill takes.
package struct DrillScope: Sendable, Hashable {
  /// At most so many files and links.
  package var files = 100
  /// At most so many bytes; one file in any case.
  package var budgetBytes: UInt64 = 1 << 30
  /// The same seed chooses the same files of the same snapshot.
  package var seed: UInt64

  package init(seed: UInt64) { self.seed = seed }
}

/// Some files of a tree, chosen by chance: each has the same chance, whatever its folder.
///
/// Every path gets a rank that only the seed and the path decide, and those with the least ranks are in: one walk, and
/// memory for the sample alone.
package struct DrillSample: Sendable {
  package struct Item: Sendable {
    package var path: PathBytes
    package var node: TreeNode
    fileprivate var rank: UInt64
  }

  private let scope: DrillScope
  /// Ascending by rank.
  package private(set) var items: [Item] = []
  /// Files and links that the tree has.
  package private(set) var total: Int64 = 0

  package init(_ scope: DrillScope) { self.scope = scope }

  mutating func offer(_ path: PathBytes, _ node: TreeNode) {
    guard node.kind == .file || node.kind == .symlink else { return }
    total += 1
    let item = Item(path: path, node: node, rank: Self.rank(path, scope.seed))
    if items.count >= scope.files, let last = items.last, item.rank >= last.rank { return }
    var low = 0
    var high = items.count
    while low < high {
      let middle = low + (high - low) / 2
      if items[middle].rank < item.rank { low = middle + 1 } else { high = middle }
    }
    items.insert(item, at: low)
    if items.count > scope.files { items.removeLast() }
  }

  /// Drops what would go beyond the budget: a file that is too large gives way to smaller ones behind it.
  mutating func keepBudget() {
    var left = scope.budgetBytes
    var kept: [Item] = []
    for item in items {
      guard item.node.sizeBytes <= left || kept.isEmpty else { continue }
      left -= min(left, item.node.sizeBytes)
      kept.append(item)
    }
    items = kept
  }

  /// FNV-1a, mixed with the seed (SplitMix64): evenly spread, and the same on every machine.
  private static func rank(_ path: PathBytes, _ seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in path.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var mixed = hash ^ (seed &* 0x9e37_79b9_7f4a_7c15)
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
