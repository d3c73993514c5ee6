import Mirroring
import S3Client
import StateDatabase
import StorageModel
import Transfers

/// One run of a mirror command: state, progress, summary, exit status.
struct MirrorCommandRun: Sendable {
  let command: String
  let session: MirrorSession
  let reporter: Reporter
  var planFile: PlanFileOutput?
  /// Only compares, without the memory of earlier runs.
  var isComparison = false
  /// In dollars; nil for no limit.
  var maximumCost: Double?

  /// Runs `work`, the mirror itself if nothing else is said, and returns how many changes there were.
  ///
  /// Throws ``CommandExit`` for every status but 0, after the summary was written.
  @discardableResult
  func run(
    _ options: MirrorOptions,
    _ work: @escaping @Sendable (MirrorRun) async throws -> MirrorReport = { try await $0.run() }
  ) async throws -> Int {
    let (report, status) = try await carryOut(options, work)
    if status != .done { throw CommandExit(status) }
    return report.changes
  }

  /// As ``run(_:_:)`` for a comparison: any difference is exit 13.
  func verify(_ options: MirrorOptions) async throws {
    let (_, status) = try await carryOut(options) { try await $0.run() }
    if status != .done { throw CommandExit(status) }
  }

  private func carryOut(
    _ options: MirrorOptions, _ work: @escaping @Sendable (MirrorRun) async throws -> MirrorReport
  ) async throws -> (MirrorReport, ExitStatus) {
    let started = session.context.elapsed()
    let state = isComparison ? nil : try await session.openState()
    if let notice = state?.notice { reporter.note("cairn: \(notice.message)") }
    let endpoints = session.endpoints
    let gate = session.resources.gate
    let observer = MirrorReporter(
      reporter, planFile: planFile, isVerifying: isComparison, requests: { endpoints.requestCount },
      concurrency: { gate.limit }, folderOrderFound: { endpoints.noteFolderOrder(of: $0) })
    let tally = CostTally(options)
    let run = session.run(options, state: state, observer: BothObservers(first: observer, second: tally))
    let report: MirrorReport
    var planned: RunCost?
    var record: RunRecord?
    do {
      planned = try await refuseIfTooDear(options, state)
      // A dry run did nothing that could be undone.
      if !options.isDryRun { record = try await begin(in: state) }
      report = try await reporter.showingProgress(of: { observer.snapshot }, during: { try await work(run) })
    } catch {
      await closeAfterFailure(state, record, error)
      throw Self.commandError(error)
    }
    var status = self.status(of: report, options)
    if isComparison, status == .done, report.changes > 0 { status = .damaged }
    let cost = cost(tally, options)
    if let record, let state {
      try await state.runs.update(
        ended(record, report, status, planned: planned ?? cost?.planned, cost: cost?.actual))
    }
    try state?.close()
    if report.failed == 0 { try planFile?.finish() }
    if let notice = observer.specialFiles { reporter.note("cairn: \(notice)") }
    if let refusal = report.deletionRefusal {
      reporter.error(CommandError(.refused, refusal))
    }
    if let limit = report.limitReached {
      reporter.error(CommandError(.limitReached, "\(limit) was reached", next: "run it again to go on"))
    }
    var summary = summary(report, status, options, elapsed: session.context.elapsed() - started)
    summary.cost = options.isDryRun ? cost?.planned.dollars : cost?.actual
    summary.monthlyCost = cost?.planned.monthlyDollars
    try reporter.finish(summary)
    return (report, status)
  }

  /// Plans without doing anything where there is a limit to what the run may cost.
  private func refuseIfTooDear(_ options: MirrorOptions, _ state: PairState?) async throws -> RunCost? {
    guard let maximumCost, !options.isDryRun else { return nil }
    guard let prices = session.prices else { throw CommandError.noPrices("--max-cost") }
    var planning = options
    planning.isDryRun = true
    let tally = CostTally(options)
    _ = try await session.run(planning, state: state, observer: tally).run()
    let cost = tally.cost(prices, listings: session.endpoints.usage.lists)
    guard cost.dollars > maximumCost else { return cost }
    throw CommandError(
      .refused, "the run would cost ~\(humanDollars(cost.dollars)), more than --max-cost; nothing was done",
      next: "raise --max-cost, or look at it with --dry-run")
  }

  /// What the steps cost by themselves and what was really sent; nil where the prices are not known.
  private func cost(_ tally: CostTally, _ options: MirrorOptions) -> (planned: RunCost, actual: Double)? {
    guard let prices = session.prices else { return nil }
    let usage = session.endpoints.usage
    return (
      tally.cost(prices, listings: usage.lists), prices.dollars(usage, in: options.objects.storageClass)
    )
  }

  /// What was written stays usable; the failure that ended the run is the one to report.
  private func closeAfterFailure(_ state: PairState?, _ record: RunRecord?, _ error: any Error) async {
    guard let state else { return }
    // A second failure here would hide the first, and rows that are lost cost only time.
    try? await state.writer.flush()
    if var record {
      record.ended = session.context.now()
      record.exitCode = Self.status(of: error).rawValue
      try? await state.runs.update(record)
    }
    try? state.close()
  }

  private static func status(of error: any Error) -> ExitStatus {
    if SignalEdge.received != 0 { return .interrupted }
    return CommandError(anyError: commandError(error))?.status ?? .someFailed
  }

  static func commandError(_ error: any Error) -> any Error {
    switch error {
    case let transfer as TransferError: CommandError(transfer, path: PathBytes(bytes: []))
    default: error
    }
  }

  /// The worst of what the report names: a refusal goes before failures, failures before an incomplete source.
  private func status(of report: MirrorReport, _ options: MirrorOptions) -> ExitStatus {
    if report.deletionRefusal != nil || report.unsafeNames > 0 { return .refused }
    if report.failed > 0 {
      let error = report.firstError.map { CommandError(mirror: $0, path: PathBytes(bytes: [])) }
      switch error?.status {
      case .denied, .unreachable, .damaged, .localStorage: return error?.status ?? .someFailed
      default: return .someFailed
      }
    }
    if report.unreadable > 0 { return .sourceIncomplete }
    if report.limitReached != nil { return .limitReached }
    return .done
  }

  /// On record before it changes anything, so that what it makes can be undone even where it is killed.
  private func begin(in state: PairState?) async throws -> RunRecord? {
    guard let state else { return nil }
    let record = try await state.runs.begin(command: command, at: session.context.now())
    await state.writer.attribute(to: record)
    return record
  }

  private func ended(
    _ record: RunRecord, _ report: MirrorReport, _ status: ExitStatus, planned: RunCost?, cost: Double?
  ) -> RunRecord {
    var record = record
    record.ended = session.context.now()
    record.exitCode = status.rawValue
    record.totals.transferred = Int64(report.uploaded + report.downloaded)
    record.totals.copied = Int64(report.copied)
    record.totals.deleted = Int64(report.deleted)
    record.totals.unchanged = Int64(report.unchanged)
    record.totals.skipped = Int64(report.unreadable)
    record.totals.failed = Int64(report.failed)
    let usage = session.endpoints.usage
    record.totals.bytesSent = usage.sentBytes
    record.totals.bytesReceived = usage.receivedBytes
    record.totals.requests = session.endpoints.requestCount
    record.totals.costMicros = Self.micros(cost)
    record.totals.plannedCostMicros = Self.micros(planned?.dollars)
    return record
  }

  private static func micros(_ dollars: Double?) -> Int64 {
    Int64((min(max(0, dollars ?? 0), 1e12) * 1_000_000).rounded())
  }

  private func summary(
    _ report: MirrorReport, _ status: ExitStatus, _ options: MirrorOptions, elapsed: Duration
  ) -> RunSummary {
    var summary = RunSummary(command: command, status: status)
    summary.isDryRun = options.isDryRun
    summary.isComparison = isComparison
    summary.uploaded = .init(Int64(report.uploaded), bytes: report.uploaded > 0 ? report.transferredBytes : 0)
    summary.downloaded = .init(Int64(report.downloaded), bytes: report.downloaded > 0 ? report.transferredBytes : 0)
    summary.copied = .init(Int64(report.copied))
    summary.deleted = .init(Int64(report.deleted))
    summary.unchanged = .init(Int64(report.unchanged))
    summary.skipped = .init(Int64(report.unreadable))
    summary.failed = .init(Int64(report.failed))
    summary.requests = session.endpoints.requestCount
    summary.elapsed = elapsed
    return summary
  }
}
