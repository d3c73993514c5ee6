import JSON
import Snapshots
import StorageModel
import Synchronization

/// What the user sees of a restore.
final class RestoreReporter: RestoreObserver {
  private let reporter: Reporter
  private let isDryRun: Bool
  private let state = Mutex(ProgressSnapshot())

  init(_ reporter: Reporter, isDryRun: Bool) {
    self.reporter = reporter
    self.isDryRun = isDryRun
  }

  var progress: ProgressSnapshot { state.withLock { $0 } }

  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64) {
    let size = Int64(clamping: sizeBytes)
    state.withLock { state in
      state.phase = "restoring"
      state.filesDone += 1
      let (sum, overflow) = state.bytesDone.addingReportingOverflow(size)
      state.bytesDone = overflow ? .max : sum
    }
    let isQuiet = outcome == .unchanged || outcome == .kept
    guard reporter.isJSON || reporter.verbosity > (isQuiet ? 1 : 0) || (isDryRun && !isQuiet) else { return }
    if reporter.isJSON && isQuiet && reporter.verbosity < 2 { return }
    // A reader that went away is found by the summary.
    if isDryRun && !reporter.isJSON {
      try? reporter.result("\(outcome.rawValue) \(escapedForDisplay(path))")
    } else {
      try? reporter.item(outcome.rawValue, path, sizeBytes: size)
    }
  }

  func failed(_ path: [UInt8], _ error: any Error) {
    state.withLock { $0.errors += 1 }
    var shown = CommandError(anyError: error) ?? CommandError(.someFailed, "\(error)")
    let name = escapedForDisplay(path)
    if !shown.message.hasPrefix("\(name):") { shown.message = "\(name): \(shown.message)" }
    reporter.error(shown)
  }
}

extension Reporter {
  /// The last line of a restore, or its record.
  func finish(
    _ tally: RestoreTally, command: String, _ status: ExitStatus, isDryRun: Bool, requests: Int64,
    cost: Double? = nil, elapsed: Duration
  ) throws {
    takeBlockAway()
    var record = Record(.summary)
    record.add("command", text: command)
    record.add("status", text: status.word)
    record.add("exit_code", Int64(status.rawValue))
    record.add("dry_run", .bool(isDryRun))
    let counts: [(String, Int64)] = [
      ("selected", tally.selected), ("folders", tally.folders), ("created", tally.created), ("updated", tally.updated),
      ("unchanged", tally.unchanged), ("kept", tally.kept), ("deleted", tally.deleted), ("damaged", tally.damaged),
      ("failed", tally.failed), ("bytes_restored", Int64(clamping: tally.bytesRestored)),
      ("bytes_reused", Int64(clamping: tally.bytesReused)), ("bytes_fetched", Int64(clamping: tally.bytesFetched)),
      ("fetches", tally.fetches), ("requests", requests),
    ]
    for (name, count) in counts { record.add(name, count) }
    record.add("cost_dollars", cost.map { .number($0) })
    let parts = elapsed.components
    record.add("elapsed_seconds", .number(Double(parts.seconds) + Double(parts.attoseconds) / 1e18))
    try self.record(record)
    if !isJSON {
      let word = isDryRun && status == .done ? "dry run" : status.word
      var pieces = ["\(tally.created) created", "\(tally.updated) updated", "\(tally.unchanged) unchanged"]
      let rare = [
        ("kept", tally.kept), ("deleted", tally.deleted), ("damaged", tally.damaged), ("failed", tally.failed),
      ]
      pieces += rare.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
      pieces.append("\(humanBytes(Int64(clamping: tally.bytesRestored))) restored")
      let fetched = "\(humanBytes(Int64(clamping: tally.bytesFetched))) fetched in \(tally.fetches) pieces"
      let price = cost.map { isDryRun ? "; at most ~\(humanDollars($0))" : "; ~\(humanDollars($0))" } ?? ""
      note("\(command) \(word): \(pieces.joined(separator: ", ")); \(fetched)\(price); \(humanDuration(elapsed))")
    }
    try context.output.flush()
  }
}
