internal import Synchronization

/// A folder of the snapshot while its entries are gathered. Files are read by other tasks while the walk goes on, so
/// that an entry is a slot first and a node later; whoever fills the last slot encodes and stores the tree, and fills
/// the slot in the folder above.
///
/// A folder that is as it was remembered has slots for its folders only, and no tree is made for it while they stay
/// what they were.
final class FolderAssembly: Sendable {
  private struct State {
    var slots: [TreeNode?] = []
    /// Slots that are not filled, and one for the walk itself.
    var pending = 1
    var tree: StorageID?
    /// Something is not in the tree as it stood there: the folder must not be remembered.
    var isSpoiled = false
  }

  /// How a folder begins.
  struct Beginning: Sendable {
    /// The folder's own node, without its tree; nil for the root of the snapshot.
    var node: TreeNode?
    var parent: (folder: FolderAssembly, slot: Int)?
    /// The same folder in the parent snapshot.
    var previous: PreviousFolder?
    /// Absolute.
    var path: [UInt8]
    /// What is to be remembered of its entries; nil for nothing.
    var digest: StorageID?
    /// Set when its entries are as they were.
    var remembered: FolderRecord?
  }

  private let beginning: Beginning
  private let state = Mutex(State())

  init(_ beginning: Beginning) { self.beginning = beginning }

  /// The same folder in the parent snapshot.
  var previous: PreviousFolder? { beginning.previous }

  /// What stands for the folder while its entries are as they were.
  var remembered: FolderRecord? { beginning.remembered }

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

  /// Something in the folder could not be saved, or not as it was seen.
  func spoil() { state.withLock { $0.isSpoiled = true } }

  /// Puts an entry into its place; nil for one that is left out after all.
  func fill(_ slot: Int, _ node: TreeNode?, _ run: AssemblyRun) async throws {
    var next: (folder: FolderAssembly, slot: Int, node: TreeNode?)? = (self, slot, node)
    while let (folder, slot, node) = next {
      let nodes = folder.settle { state in
        state.slots[slot] = node
        if node == nil { state.isSpoiled = true }
      }
      next = try await folder.finished(nodes, run)
    }
  }

  /// The walk has seen all entries.
  func close(_ run: AssemblyRun) async throws {
    let nodes = settle { _ in }
    if let (folder, slot, node) = try await finished(nodes, run) { try await folder.fill(slot, node, run) }
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
    _ nodes: [TreeNode]?, _ run: AssemblyRun
  ) async throws -> (folder: FolderAssembly, slot: Int, node: TreeNode?)? {
    guard let nodes else { return nil }
    let subtrees = FolderDigest.ofSubtrees(nodes.compactMap(\.subtree))
    let tree: StorageID
    if let remembered {
      tree = subtrees == remembered.subtrees ? remembered.tree : try await store(nodes, into: remembered, run)
    } else {
      tree = try await store(nodes, run)
    }
    let isSpoiled = state.withLock { state in
      state.tree = tree
      return state.isSpoiled
    }
    if let digest = beginning.digest, !isSpoiled, tree != remembered?.tree {
      try run.memory?.note(
        beginning.path, FolderRecord(digest: digest, subtrees: subtrees, tree: tree, isSettled: false))
    }
    guard let parent = beginning.parent, var node = beginning.node else { return nil }
    node.subtree = tree
    run.tally.folder(beginning.path, outcome(node, tree))
    return (parent.folder, parent.slot, node)
  }

  private func outcome(_ node: TreeNode, _ tree: StorageID) -> EntryOutcome {
    if let remembered { return tree == remembered.tree ? .unmodified : .changed }
    guard let previous else { return .new }
    return previous.tree == tree && (previous.node == nil || previous.node == node) ? .unmodified : .changed
  }

  /// Equal entries are an equal tree: nothing is encoded then.
  private func store(_ nodes: [TreeNode], _ run: AssemblyRun) async throws -> StorageID {
    if let previous, let tree = previous.tree, previous.nodes == nodes, try run.writer.has(BlobHandle(.tree, tree)) {
      return tree
    }
    var encoder = TreeEncoder()
    for node in nodes where !encoder.append(node) {
      throw RepositoryError(
        .invalid, "the entries of \(String(decoding: beginning.path, as: UTF8.self)) are out of order")
    }
    return try await run.writer.save(encoder.finish(), .tree).id
  }

  /// The remembered tree with other trees in its folders; one that could not be saved is left out.
  private func store(
    _ folders: [TreeNode], into remembered: FolderRecord, _ run: AssemblyRun
  ) async throws -> StorageID {
    let subtrees = Dictionary(folders.map { ($0.name, $0.subtree) }, uniquingKeysWith: { first, _ in first })
    let repository = run.writer.repository
    guard let earlier = try await PreviousFolder.load(remembered.tree, node: nil, repository)?.nodes else {
      try run.memory?.forget(beginning.path)
      throw RepositoryError(
        .damaged, "the tree \(remembered.tree) is damaged; it is made anew when this command runs again")
    }
    let nodes = earlier.compactMap { node -> TreeNode? in
      guard node.kind == .directory else { return node }
      guard let subtree = subtrees[node.name] else { return nil }
      var node = node
      node.subtree = subtree
      return node
    }
    return try await store(nodes, run)
  }
}

/// What the folders of a run need to finish.
struct AssemblyRun: Sendable {
  let writer: RepositoryWriter
  let tally: CreateTally
  /// nil where nothing is to be remembered.
  let memory: FolderMemory?
}

/// A folder as the parent snapshot has it.
struct PreviousFolder: Sendable {
  /// nil for the root, and where only the tree is known.
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
