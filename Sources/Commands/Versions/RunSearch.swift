import Mirroring
import StateDatabase
import StorageModel

/// Finds a run in the history of the pair that has a target.
struct RunSearch {
  let context: CommandContext

  /// When the run began. `name` is `last`, for the last one that changed something, or the time as `state show` prints
  /// it.
  func begin(of name: String, into target: BucketPlace) async throws -> Timestamp {
    let identity = Array(MirrorSide.bucket(target).identity.utf8)
    var found: [Timestamp] = []
    for case .pair(let summary) in try StateFolder.contents(of: stateFolder(context))
    where summary.identity.target == identity {
      let state = try await openState(waiting: nil, context) { () throws(StateError) in
        try PairState.open(summary.identity, file: summary.path)
      }
      let runs = try await state.runs.last(1000)
      try state.close()
      found += runs.filter { name == "last" ? $0.totals.changes > 0 : iso8601($0.begun) == name }.map(\.begun)
    }
    guard let latest = found.max() else {
      throw CommandError(
        .notFound, "no run '\(name)' into this target is known here",
        next: "see 'cairn state show SOURCE TARGET', or give a time with --at")
    }
    return latest
  }
}

extension RunTotals {
  fileprivate var changes: Int64 { transferred + copied + deleted }
}
