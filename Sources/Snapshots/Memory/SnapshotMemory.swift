package import JSON

/// Which snapshots this machine has seen in a repository, and which of them it removed itself: what shows that a store
/// was rolled back. The store alone cannot show it, as older files are as authentic as newer ones.
package struct SnapshotMemory: Hashable, Sendable {
  /// A snapshot that was there.
  package struct Seen: Hashable, Sendable {
    package var id: StorageID
    package var seconds: Int64
    /// Host and paths: snapshots of which a policy keeps the newest.
    package var group: String

    init(id: StorageID, seconds: Int64, group: String) {
      self.id = id
      self.seconds = seconds
      self.group = group
    }

    init(_ snapshot: Snapshot) {
      self.init(
        id: snapshot.id, seconds: snapshot.time.seconds,
        group: ([snapshot.hostname] + snapshot.paths.sorted()).joined(separator: "\u{0}"))
    }
  }

  /// How what is there differs from what was.
  package struct Change: Hashable, Sendable {
    /// Gone, and not by this machine.
    package var missing: [Seen] = []
    /// Removed by this machine, and there again.
    package var returned: [StorageID] = []
    /// How many were there at the last look.
    package var countBefore = 0
    /// True when no policy does this: the newest of a group is gone, or something came back. Of two of the same second
    /// a policy may keep either.
    package var isRollback = false

    package var isEmpty: Bool { missing.isEmpty && returned.isEmpty }
  }

  /// Older removals are forgotten: a store that is rolled back that far lacks newer snapshots as well.
  private static let keptRemovals = 10_000

  package private(set) var seen: [StorageID: Seen] = [:]
  /// Oldest first.
  package private(set) var removed: [StorageID] = []

  package init() {}

  /// Compares with what is there now, and takes that over: what was said once is not said again. Snapshots that are
  /// there and damaged count as there.
  package mutating func look(at list: SnapshotList) -> Change {
    let present = Set(list.snapshots.map(\.id)).union(list.damaged.map(\.id))
    var change = Change()
    change.countBefore = seen.count
    change.missing = seen.values.filter { !present.contains($0.id) }.sorted {
      ($0.seconds, $0.id) < ($1.seconds, $1.id)
    }
    change.returned = removed.filter { present.contains($0) }
    var newest: [String: Int64] = [:]
    let now = list.snapshots.map { Seen($0) }
    for entry in now { newest[entry.group] = max(newest[entry.group] ?? .min, entry.seconds) }
    change.isRollback =
      !change.returned.isEmpty || change.missing.contains { $0.seconds > newest[$0.group] ?? .min }
    seen = seen.filter { present.contains($0.key) }
    for entry in now { seen[entry.id] = entry }
    removed.removeAll { present.contains($0) }
    return change
  }

  /// A snapshot that this machine made.
  package mutating func noteMade(_ snapshot: Snapshot) { seen[snapshot.id] = Seen(snapshot) }

  /// Snapshots that this machine removed.
  package mutating func noteRemoved(_ ids: [StorageID]) {
    for id in ids {
      seen[id] = nil
      removed.append(id)
    }
    if removed.count > Self.keptRemovals { removed.removeFirst(removed.count - Self.keptRemovals) }
  }
}

extension SnapshotMemory {
  package var json: JSONValue {
    let entries = seen.values.sorted { ($0.seconds, $0.id) < ($1.seconds, $1.id) }
    return .object([
      .init(
        "seen",
        .array(
          entries.map { entry in
            .object([
              .init("id", .string(entry.id.description)), .init("seconds", .integer(entry.seconds)),
              .init("group", .string(entry.group)),
            ])
          })),
      .init("removed", .array(removed.map { .string($0.description) })),
    ])
  }

  /// What is no memory is none: nothing was seen then.
  package init(_ value: JSONValue?) {
    for entry in value?["seen"]?.array ?? [] {
      guard let id = entry["id"]?.string.flatMap({ StorageID($0) }), let seconds = entry["seconds"]?.integer,
        let group = entry["group"]?.string
      else { continue }
      seen[id] = Seen(id: id, seconds: seconds, group: group)
    }
    removed = (value?["removed"]?.array ?? []).compactMap { $0.string.flatMap { StorageID($0) } }
  }
}
