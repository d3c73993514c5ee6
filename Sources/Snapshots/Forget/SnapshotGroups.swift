/// What snapshots are grouped by.
package enum GroupKey: String, Sendable, CaseIterable {
  case host, paths, tags
}

/// Snapshots in groups of which each is treated on its own: those of one machine and one set of paths, by default.
package struct SnapshotGroups: Sendable {
  package struct Group: Sendable {
    /// Empty where the groups do not look at it.
    package var host = ""
    package var paths: [String] = []
    package var tags: [String] = []
    /// Oldest first.
    package var snapshots: [Snapshot] = []
  }

  package private(set) var groups: [Group] = []

  /// `snapshots` come oldest first; the groups come in the order of their first one.
  package init(_ snapshots: [Snapshot], by keys: Set<GroupKey>) {
    struct Identity: Hashable {
      var host: String
      var paths: [String]
      var tags: [String]
    }
    var positions: [Identity: Int] = [:]
    for snapshot in snapshots {
      let identity = Identity(
        host: keys.contains(.host) ? snapshot.hostname : "",
        paths: keys.contains(.paths) ? snapshot.paths.sorted() : [],
        tags: keys.contains(.tags) ? snapshot.tags.sorted() : [])
      if let position = positions[identity] {
        groups[position].snapshots.append(snapshot)
      } else {
        positions[identity] = groups.count
        groups.append(
          Group(host: identity.host, paths: identity.paths, tags: identity.tags, snapshots: [snapshot]))
      }
    }
  }
}
