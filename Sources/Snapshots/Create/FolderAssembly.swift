internal import Synchronization

/// A folder of the snapshot while its entries are gathered. Files are read by other tasks while the walk goes on, so
/// that an entry is a slot first and a node later; whoever fills the last slot encodes and stores the tree, and fills
/// the slot in the folder above.
final class FolderAssembly: Sendable {
  private struct State {
    var slots: [TreeNode?] = []
    /// Slots that are not filled, and one for the walk itself.
    var pending = 1
    var tree: StorageID?
  }

  /// The folder's own node, without its tree; nil for the root of the snapshot.
  private let node: TreeNode?
  private let parent: (folder: FolderAssembly, slot: Int)?
  /// The same folder in the parent snapshot.
  let previous: PreviousFolder?
  /// Absolute, for messages.
  let path: [UInt8]
  private let state = Mutex(State())

  init(
    node: TreeNode?, parent: (folder: FolderAssembly, slot: Int)?, previous: PreviousFolder?, path: [UInt8]
  ) {
    self.node = node
    self.parent = parent
    self.previous = previous
    self.path = path
  }

  /// The tree, once everything below is stored.
  var tree: StorageID? { state.withLock { $0.tree } }

  /// The place of the next entry; slots are taken in the order of names.
  func takeSlot() -> Int {
    state.withLock { state in
      state.slots.append(nil)
      state.pending += 1
      return state.slots.count - 1
    }
  }

  /// Puts an entry into its place; nil for one that is left out after all.
  func fill(_ slot: Int, _ node: TreeNode?, _ writer: RepositoryWriter, _ tally: CreateTally) async throws {
    var next: (folder: FolderAssembly, slot: Int, node: TreeNode?)? = (self, slot, node)
    while let (folder, slot, node) = next {
      let nodes = folder.settle { $0.slots[slot] = node }
      next = try await folder.finished(nodes, writer, tally)
    }
  }

  /// The walk has seen all entries.
  func close(_ writer: RepositoryWriter, _ tally: CreateTally) async throws {
    let nodes = settle { _ in }
    if let (folder, slot, node) = try await finished(nodes, writer, tally) {
      try await folder.fill(slot, node, writer, tally)
    }
  }

  /// All nodes when this was the last thing to wait for.
  private func settle(_ change: (inout State) -> Void) -> [TreeNode]? {
    state.withLock { state in
      change(&state)
      state.pending -= 1
      guard state.pending == 0 else { return nil }
      defer { state.slots = [] }
      return state.slots.compactMap(\.self)
    }
  }

  private func finished(
    _ nodes: [TreeNode]?, _ writer: RepositoryWriter, _ tally: CreateTally
  ) async throws -> (folder: FolderAssembly, slot: Int, node: TreeNode?)? {
    guard let nodes else { return nil }
    let tree = try await store(nodes, writer)
    state.withLock { $0.tree = tree }
    guard let parent, var node else { return nil }
    node.subtree = tree
    let outcome: EntryOutcome =
      previous == nil ? .new : previous?.tree == tree && previous?.node == node ? .unmodified : .changed
    tally.folder(path, outcome)
    return (parent.folder, parent.slot, node)
  }

  /// Equal entries are an equal tree: nothing is encoded then.
  private func store(_ nodes: [TreeNode], _ writer: RepositoryWriter) async throws -> StorageID {
    if let previous, let tree = previous.tree, previous.nodes == nodes, try writer.has(BlobHandle(.tree, tree)) {
      return tree
    }
    var encoder = TreeEncoder()
    for node in nodes where !encoder.append(node) {
      throw RepositoryError(.invalid, "the entries of \(String(decoding: path, as: UTF8.self)) are out of order")
    }
    return try await writer.save(encoder.finish(), .tree).id
  }
}

/// A folder as the parent snapshot has it.
struct PreviousFolder: Sendable {
  /// nil for the root.
  var node: TreeNode?
  var tree: StorageID?
  /// Ordered by name.
  var nodes: [TreeNode]

  /// By name, found by halving.
  func entry(_ name: [UInt8]) -> TreeNode? {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low].name == name ? nodes[low] : nil
  }
}
