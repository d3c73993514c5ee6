/// Copies snapshots with all their data to another repository. Both are locked and have their index loaded.
///
/// Order of writes: packs → index → snapshot, one snapshot after the other: what was copied stays copied.
package struct SnapshotCopy: Sendable {
  private let source: Repository
  private let target: Repository
  private let options: WriterOptions

  package init(from source: Repository, to target: Repository, _ options: WriterOptions = WriterOptions()) {
    self.source = source
    self.target = target
    self.options = options
  }

  /// The copy; nil when `existing` has one: the same original and tree.
  package func copy(_ snapshot: Snapshot, existing: [Snapshot]) async throws -> Snapshot? {
    let original = snapshot.original ?? snapshot.id
    guard !existing.contains(where: { ($0.original ?? $0.id) == original && $0.tree == snapshot.tree }) else {
      return nil
    }
    _ = try await RepositoryWriter.writing(to: target, options) { writer in
      var waiting = [snapshot.tree]
      var seen: Set<StorageID> = [snapshot.tree]
      while let id = waiting.popLast() {
        try Task.checkCancellation()
        // A tree that is there has everything below it there: trees are stored after what they refer to only within
        // one run, so it is followed all the same.
        let json = try await source.loadTree(id)
        for node in try TreeDecoder.nodes(json) {
          if let subtree = node.subtree, seen.insert(subtree).inserted { waiting.append(subtree) }
          for blob in node.content ?? [] where try !writer.has(BlobHandle(.data, blob)) {
            try await writer.save(try await source.loadBlob(BlobHandle(.data, blob)), .data)
          }
        }
        try await writer.save(json, .tree)
      }
      return true
    }
    var copy = snapshot
    copy.original = original
    copy.parent = nil
    // The innermost lock is the target's.
    try await RepositoryLock.confirmHeld()
    copy.id = try await target.saveUnpacked(.snapshot, copy.encoded())
    return copy
  }
}
