/// Rewrites snapshots without what is lost, so that all the rest can be restored without an error. The caller holds an
/// exclusive lock and has loaded the index.
///
/// Order of writes: trees → index → the new snapshot; the old one stays unless the caller removes it.
package struct SnapshotRepair: Sendable {
  private let repository: Repository

  package init(_ repository: Repository) { self.repository = repository }

  /// What was done to one snapshot.
  package struct Outcome: Sendable {
    /// nil when nothing of it is left.
    package var repaired: Snapshot?
    /// Paths of files that lost content, and of folders that lost everything.
    package var losses: [[UInt8]]
  }

  /// nil for a snapshot that is whole.
  package func run(_ snapshot: Snapshot, dryRun: Bool) async throws -> Outcome? {
    var options = WriterOptions()
    options.dryRun = dryRun
    let (result, _) = try await RepositoryWriter.writing(to: repository, options) { writer in
      var losses: [[UInt8]] = []
      let tree = try await rewrite(snapshot.tree, path: [], writer, &losses)
      return (tree, losses)
    }
    let (tree, losses) = result
    guard tree != snapshot.tree || !losses.isEmpty else { return nil }
    guard let tree else { return Outcome(repaired: nil, losses: losses) }
    var changed = snapshot
    changed.tree = tree
    changed.original = snapshot.original ?? snapshot.id
    changed.parent = nil
    if !dryRun {
      try await RepositoryLock.confirmHeld()
      changed.id = try await repository.saveUnpacked(.snapshot, changed.encoded())
    }
    return Outcome(repaired: changed, losses: losses)
  }

  /// The tree without what is lost; nil when it is lost itself.
  private func rewrite(
    _ tree: StorageID, path: [UInt8], _ writer: RepositoryWriter, _ losses: inout [[UInt8]]
  ) async throws -> StorageID? {
    var nodes: [TreeNode]
    do { nodes = try TreeDecoder.nodes(try await repository.loadTree(tree)) } catch {
      guard error is TreeError || (error as? RepositoryError)?.isLoss == true else { throw error }
      losses.append(path + [UInt8(ascii: "/")])
      return nil
    }
    let before = nodes
    for index in nodes.indices {
      let here = path + [UInt8(ascii: "/")] + nodes[index].name
      if let subtree = nodes[index].subtree {
        // A folder that is lost stays as an empty one.
        nodes[index].subtree =
          if let kept = try await rewrite(subtree, path: here, writer, &losses) { kept } else {
            try await Self.emptyTree(writer)
          }
      }
      if let content = nodes[index].content {
        let kept = try content.filter { try writer.has(BlobHandle(.data, $0)) }
        guard kept.count < content.count else { continue }
        losses.append(here)
        nodes[index].content = kept
        nodes[index].sizeBytes = try UInt64(clamping: size(kept))
      }
    }
    guard nodes != before else { return tree }
    var encoder = TreeEncoder()
    for node in nodes where !encoder.append(node) {
      throw RepositoryError(.damaged, "the entries of the tree \(tree) are out of order")
    }
    return try await writer.save(encoder.finish(), .tree).id
  }

  private static func emptyTree(_ writer: RepositoryWriter) async throws -> StorageID {
    var encoder = TreeEncoder()
    return try await writer.save(encoder.finish(), .tree).id
  }

  private func size(_ content: [StorageID]) throws -> Int {
    try content.reduce(0) { sum, id in
      sum + (try repository.index.locations(BlobHandle(.data, id)).first?.place.contentLength ?? 0)
    }
  }
}

extension RepositoryError {
  fileprivate var isLoss: Bool { code == .damaged || code == .notFound }
}
