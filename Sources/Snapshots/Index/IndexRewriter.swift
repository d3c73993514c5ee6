/// Replaces index files. New files are stored before old ones are removed: in between, packs are listed twice, which
/// every reader bears. Reading the old ones takes a while: the lock is confirmed before anything is changed.
struct IndexRewriter: Sendable {
  private let repository: Repository

  init(_ repository: Repository) { self.repository = repository }

  /// Writes the packs of `old` files that `keeps` lets through, with `added`, to new files, and removes the old ones.
  /// `damaged` are those of them that cannot be read; any other one that cannot ends this before anything is removed.
  func replace(
    _ old: Set<StorageID>, damaged: Set<StorageID> = [], adding added: [(id: StorageID, blobs: [BlobLocation])] = [],
    keeps: (StorageID, [BlobLocation]) throws -> Bool
  ) async throws {
    var next = IndexFile()
    var written: Set<StorageID> = []
    next.packs = added
    for file in old.subtracting(damaged).sorted() {
      let json = try await repository.loadUnpacked(.index, file)
      _ = try IndexScanner.read(json) { pack, blobs in
        if try written.insert(pack).inserted && keeps(pack, blobs) { next.packs.append((pack, blobs)) }
      }
      if next.blobCount >= IndexFile.fullBlobCount { try await store(&next) }
    }
    if !next.packs.isEmpty { try await store(&next) }
    try await RepositoryLock.confirmHeld()
    try await repository.backend.remove(old.map { RepositoryFile(.index, $0) })
    try repository.index.forget(old)
  }

  private func store(_ file: inout IndexFile) async throws {
    try await RepositoryLock.confirmHeld()
    let id = try await repository.saveUnpacked(.index, file.encoded())
    try repository.index.add(id, file)
    file = IndexFile()
  }
}
