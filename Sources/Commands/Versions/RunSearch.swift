import Mirroring
import StateDatabase
import StorageModel

/// Finds a run in the history of the pairs that have a target.
struct RunSearch {
  let context: CommandContext
  /// What sync was given as `--state`; nil looks into the state folder.
  let file: String?

  /// A run, and the state that knows what it and later ones made: to be closed by the caller.
  struct Found {
    let run: RunRecord
    let state: PairState
  }

  /// `name` is `last`, for the last run that changed something, or the time as `state show` prints it.
  func find(_ name: String, into target: BucketPlace) async throws -> Found {
    let identity = Array(MirrorSide.bucket(target).identity.utf8)
    var found: [(run: RunRecord, pair: StateSummary)] = []
    for pair in try pairs() where pair.identity.target == identity {
      let state = try await open(pair)
      defer { try? state.close() }
      let making = name == "last" ? try state.versions.runs() : []
      for run in try await state.runs.last(1000)
      where name == "last" ? run.totals.changes > 0 || making.contains(run.id) : iso8601(run.begun) == name {
        found.append((run, pair))
      }
    }
    guard let latest = found.max(by: { $0.run.begun < $1.run.begun }) else {
      throw CommandError(
        .notFound, "no run '\(name)' into this target is known here",
        next: "see 'cairn state show SOURCE TARGET', or give a time with --at")
    }
    guard name == "last" || found.count == 1 else {
      throw CommandError(
        .refused, "\(found.count) runs into this target began at \(name)", next: "undo 'last', or give a time with --at"
      )
    }
    return Found(run: latest.run, state: try await knowing(latest.run, latest.pair))
  }

  /// Those of the state folder that can be read, or that of ``file``, which must be.
  private func pairs() throws -> [StateSummary] {
    guard let file else {
      return try StateFolder.contents(of: stateFolder(context)).compactMap { content in
        if case .pair(let pair) = content { pair } else { nil }
      }
    }
    switch StateFolder.content(of: file) {
    case .pair(let pair): return [pair]
    case .unreadable(let path, let reason):
      throw CommandError(
        .notFound, "\(escapedForDisplay(Array(path.utf8))): \(reason)",
        next: "give --state as sync was given it, or a time with --at")
    case .inUse(let path): throw StateError(.locked, path: path, message: "a run has it open")
    }
  }

  /// The state with the versions that the run made.
  private func knowing(_ run: RunRecord, _ pair: StateSummary) async throws -> PairState {
    let state = try await open(pair)
    guard try state.versions.runs().contains(run.id) else {
      try state.close()
      throw CommandError(
        .refused, "it is not known which versions the run of \(iso8601(run.begun)) made",
        next: "it was long ago, or the bucket had no versioning then; try a time with --at")
    }
    return state
  }

  private func open(_ pair: StateSummary) async throws -> PairState {
    try await openState(waiting: nil, context) { () throws(StateError) in
      try PairState.open(pair.identity, file: pair.path)
    }
  }
}
