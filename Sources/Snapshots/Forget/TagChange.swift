/// A change of the tags of snapshots.
package struct TagChange: Sendable {
  /// In the place of all others; nil to keep them.
  package var set: [String]?
  package var add: [String]
  package var remove: [String]

  package init(set: [String]?, add: [String], remove: [String]) {
    self.set = set
    self.add = add
    self.remove = remove
  }

  /// Stores the snapshot with its new tags, then removes the old file; nil when nothing changes. The first id is kept
  /// as `original` (restic design document, "Snapshots"). A crash in between leaves both.
  package func apply(to snapshot: Snapshot, in repository: Repository) async throws -> Snapshot? {
    var changed = snapshot
    changed.tags = (set ?? snapshot.tags).filter { !remove.contains($0) }
    for tag in add where !changed.tags.contains(tag) { changed.tags.append(tag) }
    guard changed.tags != snapshot.tags else { return nil }
    return try await Self.replace(snapshot, with: changed, in: repository)
  }

  /// Stores `changed` in the place of `snapshot`, under the lock: without it the data may be gone by now.
  static func replace(
    _ snapshot: Snapshot, with changed: Snapshot, in repository: Repository
  ) async throws -> Snapshot {
    var changed = changed
    changed.original = snapshot.original ?? snapshot.id
    try await RepositoryLock.confirmHeld()
    changed.id = try await repository.saveUnpacked(.snapshot, changed.encoded())
    try await RepositoryLock.confirmHeld()
    try await repository.backend.remove([RepositoryFile(.snapshot, snapshot.id)])
    return changed
  }
}
