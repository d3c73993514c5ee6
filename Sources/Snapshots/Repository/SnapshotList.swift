internal import StorageModel

/// The snapshots of a repository, and how one is named: an id, the beginning of one, or `latest`.
package struct SnapshotList: Sendable {
  /// Oldest first.
  package let snapshots: [Snapshot]
  /// Files that are no snapshots any more.
  package let damaged: [(id: StorageID, error: RepositoryError)]

  /// Reads all snapshots.
  package init(loading repository: Repository) async throws {
    var snapshots: [Snapshot] = []
    var damaged: [(id: StorageID, error: RepositoryError)] = []
    let ids = try await repository.backend.list(.snapshot).map(\.id)
    repository.cache.retain(.snapshot, Set(ids))
    for id in ids {
      do {
        let json = try await repository.loadUnpacked(.snapshot, id)
        guard let snapshot = Snapshot(decoding: json, id: id) else {
          throw RepositoryError(.damaged, "the snapshot does not parse", file: RepositoryFile(.snapshot, id))
        }
        snapshots.append(snapshot)
      } catch let error as RepositoryError {
        // Gone between the list and now: forgotten.
        if error.code != .notFound { damaged.append((id, error)) }
      }
    }
    self.init(snapshots, damaged: damaged)
  }

  package init(_ snapshots: [Snapshot], damaged: [(id: StorageID, error: RepositoryError)] = []) {
    self.snapshots = snapshots.sorted { left, right in
      let (l, r) = (left.time, right.time)
      return (l.seconds, l.nanoseconds, left.id) < (r.seconds, r.nanoseconds, right.id)
    }
    self.damaged = damaged
  }

  /// The snapshot that `name` means among those that `filter` lets through: `latest`, or 4 digits of an id at least.
  /// `latest` comes from the filter; an id is found also beyond it.
  package func find(_ name: String, _ filter: SnapshotFilter = SnapshotFilter()) throws -> Snapshot {
    if name == "latest" {
      guard let latest = snapshots.last(where: { filter.admits($0) }) else {
        throw RepositoryError(.notFound, "there is no snapshot\(filter.isEmpty ? "" : " that the selection matches")")
      }
      return latest
    }
    guard name.utf8.count >= 4 else {
      throw RepositoryError(.invalid, "'\(name)' is too short for a snapshot: four digits at least")
    }
    let found = snapshots.filter { $0.id.description.hasPrefix(name) }
    guard let first = found.first else { throw RepositoryError(.notFound, "there is no snapshot '\(name)'") }
    guard found.count == 1 else {
      throw RepositoryError(.invalid, "'\(name)' is the beginning of \(found.count) snapshots; give more digits")
    }
    return first
  }

  /// The snapshots that `filter` lets through, oldest first.
  package func select(_ filter: SnapshotFilter) -> [Snapshot] { snapshots.filter { filter.admits($0) } }
}

/// Which snapshots a command is about, with restic's meaning: any of the hosts, all of the paths, and any of the lists
/// of tags, of which a snapshot must have all. A list with an empty tag means: without tags.
package struct SnapshotFilter: Sendable, Hashable {
  package var hosts: [String] = []
  package var paths: [String] = []
  package var tagLists: [[String]] = []

  package init(hosts: [String] = [], paths: [String] = [], tagLists: [[String]] = []) {
    self.hosts = hosts
    self.paths = paths
    self.tagLists = tagLists
  }

  package var isEmpty: Bool { hosts.isEmpty && paths.isEmpty && tagLists.isEmpty }

  package func admits(_ snapshot: Snapshot) -> Bool {
    (hosts.isEmpty || hosts.contains(snapshot.hostname))
      && paths.allSatisfy { snapshot.paths.contains($0) }
      && (tagLists.isEmpty
        || tagLists.contains { list in
          list.allSatisfy { $0.isEmpty ? snapshot.tags.isEmpty : snapshot.tags.contains($0) }
        })
  }
}
