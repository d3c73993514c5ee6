/// Makes the index agree with the packs that are there. The caller holds an exclusive lock.
///
/// Order of writes: index files with what the packs' headers say → removal of those in whose place they stand.
package struct IndexRepair: Sendable {
  private let repository: Repository

  package init(_ repository: Repository) { self.repository = repository }

  package struct Outcome: Sendable {
    /// Packs whose header was read, because no index file listed them rightly.
    package var added: [StorageID] = []
    /// Packs that were listed and are gone or have no header.
    package var dropped: [StorageID] = []
    /// Index files that could not be read.
    package var damagedFiles: [StorageID] = []
  }

  /// With `readsAll` every header is read, and no index file is believed.
  package func run(readsAll: Bool = false) async throws -> Outcome {
    var outcome = Outcome()
    let files = try await repository.backend.list(.index).map(\.id)
    var sound: [StorageID] = []
    for id in files {
      do {
        let json = try await repository.loadUnpacked(.index, id)
        _ = try IndexScanner.read(json) { _, _ in }
        sound.append(id)
      } catch is IndexScanner.Damaged {
        outcome.damagedFiles.append(id)
      } catch let error as RepositoryError where error.code == .damaged || error.code == .unsupported {
        outcome.damagedFiles.append(id)
      }
    }
    try await repository.index.synchronize(with: sound) { [repository] in try await repository.loadUnpacked(.index, $0)
    }
    let listed = try await repository.backend.list(.pack)
    let wanted = try repository.index.packSizes()
    let sizes = Dictionary(listed.map { ($0.id, $0.sizeBytes) }, uniquingKeysWith: { first, _ in first })
    var wrong = Set(wanted.filter { sizes[$0.key] != $0.value }.keys)
    if readsAll { wrong = Set(wanted.keys) }
    let unread = listed.filter { wanted[$0.id] == nil || wrong.contains($0.id) }
    var added: [(id: StorageID, blobs: [BlobLocation])] = []
    for pack in unread {
      do {
        added.append((pack.id, try await PackReader(repository).header(pack.id, sizeBytes: pack.sizeBytes)))
        outcome.added.append(pack.id)
      } catch let error as RepositoryError where error.code == .damaged {
        wrong.insert(pack.id)
      }
    }
    outcome.dropped = wrong.subtracting(outcome.added).sorted()
    guard !wrong.isEmpty || !added.isEmpty || !outcome.damagedFiles.isEmpty else { return outcome }
    let old = try repository.index.files(listing: wrong).union(outcome.damagedFiles)
    try await IndexRewriter(repository).replace(old, damaged: Set(outcome.damagedFiles), adding: added) { pack, _ in
      !wrong.contains(pack)
    }
    return outcome
  }
}
