import Mirroring
import Planning
import S3Client
import StateDatabase
import StorageModel

/// `sync --all-versions` as a command: lock, progress, run history, summary, exit status.
struct HistoryCommandRun {
  let session: MirrorSession
  let reporter: Reporter
  /// Takes neither retention nor legal holds along.
  let leavesLocks: Bool
  /// In dollars; nil for no limit.
  var maximumCost: Double?

  func run(_ options: MirrorOptions) async throws {
    let started = session.context.elapsed()
    // Holds the lock of the pair: two runs at once would write everything twice.
    let state = try await session.openState()
    let run = try HistoryRun(session, options, reporter, leavesLocks: leavesLocks)
    do {
      try await refuseIfTooDear(options)
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
    if let prices = session.prices {
      let usage = session.endpoints.usage
      let planned = cost(run, prices)
      summary.cost = options.isDryRun ? planned.dollars : prices.dollars(usage, in: options.objects.storageClass)
      summary.monthlyCost = planned.monthlyDollars
    }
    if let state {
      if !options.isDryRun { try await record(summary, in: state) }
      try state.close()
    }
    try reporter.finish(summary)
    if summary.status != .done { throw CommandExit(summary.status) }
  }

  /// Compares all histories without doing anything where there is a limit to what the run may cost.
  private func refuseIfTooDear(_ options: MirrorOptions) async throws {
    guard let maximumCost, !options.isDryRun else { return }
    guard let prices = session.prices else { throw CommandError.noPrices("--max-cost") }
    let estimate = try HistoryRun(session, options, reporter, leavesLocks: leavesLocks, isEstimate: true)
    try await estimate.run()
    let cost = cost(estimate, prices)
    guard cost.dollars > maximumCost else { return }
    throw CommandError(
      .refused, "the run would cost ~\(humanDollars(cost.dollars)), more than --max-cost; nothing was done",
      next: "raise --max-cost, or look at it with --dry-run")
  }

  /// Between two endpoints the tags of each version are asked for, inside of one its locks; the history that stays
  /// there takes no room away.
  private func cost(_ run: HistoryRun, _ prices: Prices) -> RunCost {
    var cost = run.tally.cost(prices, listings: session.endpoints.usage.lists)
    cost.dollars += prices.dollars(
      RequestCounts(reads: run.counts.copied.items * run.looksPerCopy), receivedBytes: 0)
    return cost
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
    record.totals.costMicros = Int64(((summary.cost ?? 0) * 1_000_000).rounded())
    try await state.runs.update(record)
  }
}
