/// Saves what is whole in damaged packs, and takes the packs out. The caller holds an exclusive lock.
///
/// Order of writes: packs with the blobs that could be saved → their index files → index files without the damaged
/// packs → removal of these. What is lost then is missing in the index: `repair snapshots` makes do without it.
package struct PackRepair: Sendable {
  private let repository: Repository

  package init(_ repository: Repository) { self.repository = repository }

  package struct Outcome: Sendable {
    package var saved = 0
    package var lost: [BlobHandle] = []
  }

  package func run(_ packs: [StorageID]) async throws -> Outcome {
    try await repository.loadIndex()
    let (outcome, _) = try await RepositoryWriter.writing(to: repository) { [repository] writer in
      var outcome = Outcome()
      for pack in packs {
        let bytes: [UInt8]
        do { bytes = try await repository.backend.load(RepositoryFile(.pack, pack)) } catch let error
          as RepositoryError
        {
          guard error.code == .notFound else { throw error }
          bytes = []
        }
        let header = PackReader(repository).header(of: bytes, pack) ?? []
        for blob in Set(try repository.index.blobs(inPack: pack)).union(header) {
          let end = Int(blob.place.offset) + Int(blob.place.length)
          if end <= bytes.count, let content = try? repository.open(Array(bytes[Int(blob.place.offset)..<end]), blob) {
            try await writer.rewrite(content, blob.handle)
            outcome.saved += 1
          } else if try !Self.isElsewhere(blob, repository) {
            outcome.lost.append(blob.handle)
          }
        }
      }
      return outcome
    }
    try await Prune(repository).rewriteIndex(without: Set(packs))
    try await RepositoryLock.confirmHeld()
    try await repository.backend.remove(packs.map { RepositoryFile(.pack, $0) })
    return outcome
  }

  private static func isElsewhere(_ blob: BlobLocation, _ repository: Repository) throws -> Bool {
    try repository.index.locations(blob.handle).contains { $0.pack != blob.pack }
  }
}
