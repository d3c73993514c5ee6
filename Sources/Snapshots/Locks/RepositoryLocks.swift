/// The locks of a repository, whoever holds them.
package struct RepositoryLocks: Sendable {
  private let repository: Repository

  package init(_ repository: Repository) { self.repository = repository }

  /// All locks; one that cannot be read has no content. Empty files are left out: uploads that were interrupted.
  package func list() async throws -> [(id: StorageID, lock: LockFile?)] {
    var locks: [(id: StorageID, lock: LockFile?)] = []
    for file in try await repository.backend.list(.lock) where file.sizeBytes > 0 {
      do {
        locks.append((file.id, LockFile(decoding: try await repository.loadUnpacked(.lock, file.id))))
      } catch let error as RepositoryError {
        // Gone between the list and now: released.
        if error.code != .notFound { locks.append((file.id, nil)) }
      }
    }
    return locks
  }

  /// Removes the locks whose owners are gone, or with `all` every lock; returns how many.
  package func unlock(all: Bool, _ host: RepositoryHost) async throws -> Int {
    let listed = all ? try await repository.backend.list(.lock).map(\.id) : []
    let stale = try await all ? [] : list().filter { $0.lock?.isStale(host) ?? false }.map(\.id)
    let removed = listed + stale
    try await repository.backend.remove(removed.map { RepositoryFile(.lock, $0) })
    return removed.count
  }
}
