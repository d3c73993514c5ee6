import Mirroring
import StateDatabase
import StorageModel

/// `sync --all-versions` as a command: lock, progress, run history, summary, exit status.
struct HistoryCommandRun {
  let session: MirrorSession
  let reporter: Reporter

  func run(_ options: MirrorOptions) async throws {
    let started = session.context.elapsed()
    // Holds the lock of the pair: two runs at once would write everything twice.
    let state = try await session.openState()
    let run = try HistoryRun(session, options, reporter)
    do {
      try await reporter.showingProgress(of: { run.snapshot }, during: { try await run.run() })
    } catch {
      // The failure that ended the run is the one to report.
      try? state?.close()
      throw error
    }
    let counts = run.counts
    let elapsed = session.context.elapsed() - started
    var summary = RunSummary(command: "sync", status: counts.failure ?? .done)
    summary.isDryRun = options.isDryRun
    summary.copied = counts.copied
    summary.deleted = .init(counts.markers)
    summary.unchanged = .init(counts.unchanged)
    summary.failed = .init(counts.failed)
    summary.requests = session.endpoints.requestCount
    summary.elapsed = elapsed
    if let state {
      if !options.isDryRun { try await record(summary, in: state) }
      try state.close()
    }
    try reporter.finish(summary)
    if summary.status != .done { throw CommandExit(summary.status) }
  }

  private func record(_ summary: RunSummary, in state: PairState) async throws {
    let now = session.context.now()
    let parts = summary.elapsed.components
    let begun = now.nanoseconds - parts.seconds * 1_000_000_000 - parts.attoseconds / 1_000_000_000
    var record = try await state.runs.begin(command: "sync", at: Timestamp(nanoseconds: begun))
    record.ended = now
    record.exitCode = summary.status.rawValue
    record.totals.copied = summary.copied.items
    record.totals.deleted = summary.deleted.items
    record.totals.unchanged = summary.unchanged.items
    record.totals.failed = summary.failed.items
    record.totals.requests = summary.requests
    try await state.runs.update(record)
  }
}
