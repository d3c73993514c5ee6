internal import StorageModel

/// Removes what no snapshot refers to. The caller holds an exclusive lock.
///
/// Order of writes (restic design document, "Read and Write Ordering"): packs with what is still used of others → the
/// index files that list them → index files without the packs that go, in the place of those that list them → removal
/// of the old index files → removal of the packs. Killed in between, every blob in use is in a pack that an index file
/// lists, at worst twice; the next run finishes it.
package struct Prune: Sendable {
  private let repository: Repository
  private let options: PruneOptions

  package init(_ repository: Repository, _ options: PruneOptions = PruneOptions()) {
    self.repository = repository
    self.options = options
  }

  /// Looks at all snapshots, and decides. `.damaged` when a snapshot cannot be followed to its last blob.
  package func plan() async throws -> PrunePlan {
    let list = try await SnapshotList(loading: repository)
    if let (_, error) = list.damaged.first {
      throw RepositoryError(
        .damaged, "a snapshot cannot be read, so nobody knows what it uses: \(error.message)", file: error.file)
    }
    try await repository.loadIndex()
    try await ReachableBlobs(repository: repository).mark(list.snapshots)
    if let missing = try repository.index.unlistedMark() {
      throw RepositoryError(.damaged, "the \(missing.kind.name) blob \(missing.id) is in use and in no index")
    }
    let packs = try await repository.backend.list(.pack)
    let sizes = Dictionary(packs.map { ($0.id, $0.sizeBytes) }, uniquingKeysWith: { first, _ in first })
    var plan = try PrunePlan.make(uses: try repository.index.packUses(), listed: sizes, options)
    plan.indexFiles = plan.gone.isEmpty ? 0 : try repository.index.files(listing: plan.gone).count
    return plan
  }

  /// Carries out what ``plan()`` decided, under the same lock. `progress` hears of each pack that was rewritten.
  package func run(_ plan: PrunePlan, progress: @escaping @Sendable (StorageID) -> Void = { _ in }) async throws {
    try await RepositoryLock.confirmHeld()
    if !plan.unlisted.isEmpty {
      try await repository.backend.remove(plan.unlisted.map { RepositoryFile(.pack, $0) })
    }
    if !plan.repacked.isEmpty { try await repack(plan.repacked, progress) }
    let gone = plan.gone
    if !gone.isEmpty {
      try await RepositoryLock.confirmHeld()
      try await rewriteIndex(without: gone)
      try await RepositoryLock.confirmHeld()
      try await repository.backend.remove((plan.removed + plan.repacked).map { RepositoryFile(.pack, $0) })
    }
    repository.cache.retain(.pack, try repository.index.packs())
  }

  private func repack(_ packs: [StorageID], _ progress: @escaping @Sendable (StorageID) -> Void) async throws {
    _ = try await RepositoryWriter.writing(to: repository, options.writer) { writer in
      for pack in packs {
        try Task.checkCancellation()
        try await move(pack, to: writer)
        progress(pack)
      }
      return true
    }
  }

  /// Copies the used blobs of a pack as they are, each one verified: a blob that is damaged stops the prune, and is
  /// still where it was.
  private func move(_ pack: StorageID, to writer: RepositoryWriter) async throws {
    let content = try await PackReader(repository).load(pack)
    for blob in content.blobs where try repository.index.isKeeper(blob.handle, pack: pack) {
      let sealed = content.sealed(blob)
      let plain = try repository.open(sealed, blob)
      if repository.isCompressing, blob.handle.kind == .tree, blob.place.uncompressedLength == nil {
        try await writer.rewrite(plain, blob.handle)
      } else {
        _ = try await writer.addSealed(
          PackedBlob(
            handle: blob.handle, bytes: sealed, uncompressedLength: blob.place.uncompressedLength, isSealed: true),
          contentBytes: plain.count, even: true)
      }
    }
  }

  /// Puts index files without the packs in the place of those that list one of them.
  func rewriteIndex(without gone: Set<StorageID>) async throws {
    let old = try repository.index.files(listing: gone)
    try await IndexRewriter(repository).replace(old) { pack, _ in !gone.contains(pack) }
  }
}
