import ArgumentParser
import JSON
import Planning
import Snapshots

/// `cairn snapshot prune`
struct SnapshotPrune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove data that no snapshot refers to.",
    discussion: """
      Says first what will be done, how many requests that takes, and what they cost and save where the prices of the \
      endpoint are known. Interrupted at any moment, it can be run again and goes on.
      """)

  @Option(
    help: ArgumentHelp("Unused data that may stay: a size, a share such as 5%, or unlimited.", valueName: "limit"))
  var maxUnused: UnusedLimit = .percent(5)

  @Option(help: ArgumentHelp("Rewrite at most so much in this run.", valueName: "size"))
  var maxRepackSize: ByteSize?

  @Flag(help: "Rewrite packs of trees only.")
  var repackCacheableOnly = false

  @Option(help: ArgumentHelp("Rewrite packs smaller than this together.", valueName: "size"))
  var repackSmallerThan: ByteSize?

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Refuse to begin when the plan costs more than this.", valueName: "dollars"))
  var maxCost: Double?

  @OptionGroup(title: "Storing") var storing: StoringOptions
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot prune", options: output)
    var options = PruneOptions()
    options.maxUnused = maxUnused
    options.maxRepackBytes = maxRepackSize?.bytes ?? .max
    options.repackTreesOnly = repackCacheableOnly
    options.repackSmallerThan = repackSmallerThan?.bytes
    options.writer = try storing.writerOptions(reporter.context)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let command = PruneCommandRun(session, options, dryRun: dryRun, maxCost: maxCost, reporter)
    try await session.locked(exclusive: true) {
      _ = try await session.snapshots(reporter, dryRun ? .warn : .refuse)
      try await command.run()
    }
    try session.throwIfRolledBack()
  }
}

/// A prune with its report; under an exclusive lock.
struct PruneCommandRun: Sendable {
  private let session: RepositorySession
  private let prune: Prune
  private let packSizeBytes: Int
  private let dryRun: Bool
  private let maxCost: Double?
  private let reporter: Reporter

  init(
    _ session: RepositorySession, _ options: PruneOptions, dryRun: Bool, maxCost: Double? = nil, _ reporter: Reporter
  ) {
    self.session = session
    prune = Prune(session.repository, options)
    packSizeBytes = options.writer.packSizeBytes
    self.dryRun = dryRun
    self.maxCost = maxCost
    self.reporter = reporter
  }

  func run() async throws {
    let plan = try await prune.plan()
    var record = Record(.plan)
    record.add("used_bytes", plan.usedBytes)
    record.add("unused_bytes", plan.unusedBytes)
    record.add("packs_kept", Int64(plan.keptPacks))
    record.add("packs_removed", Int64(plan.removed.count))
    record.add("packs_unlisted", Int64(plan.unlisted.count))
    record.add("packs_repacked", Int64(plan.repacked.count))
    record.add("repacked_bytes", plan.repackedBytes)
    record.add("rewritten_bytes", plan.rewrittenBytes)
    record.add("freed_bytes", plan.freedBytes)
    record.add("unused_bytes_after", plan.unusedBytesAfter)
    let requests = plan.requests(packSizeBytes: packSizeBytes)
    let prices = try session.bucket.flatMap { try session.endpoints?.prices($0) }
    let cost = prices?.dollars(requests, receivedBytes: plan.repackedBytes)
    record.add("requests", requests.total)
    record.add("requests_write", requests.writes)
    record.add("requests_read", requests.reads)
    record.add("cost_dollars", cost.map { .number($0) })
    record.add("saved_dollars_month", prices.map { .number($0.storage(plan.freedBytes)) })
    try reporter.record(record)
    try show(plan, requests, prices, cost: cost)
    if maxCost != nil, cost == nil {
      throw CommandError.usage(
        "--max-cost: the prices of this repository are not known", next: "add 'prices' to its remote")
    }
    if let cost, let maxCost, cost > maxCost {
      throw CommandError(
        .refused, "the plan costs \(humanDollars(cost)), more than --max-cost allows",
        next: "raise it, or give --max-repack-size")
    }
    if dryRun { return reporter.note("dry run: nothing was changed") }
    if plan.isEmpty { return reporter.note("snapshot prune: nothing to do") }
    try await prune.run(plan)
    reporter.note("snapshot prune ok: \(humanBytes(plan.freedBytes)) given back; \(session.requestCount) requests")
  }

  private func show(_ plan: PrunePlan, _ requests: RequestCounts, _ prices: Prices?, cost: Double?) throws {
    try reporter.result("used              \(humanBytes(plan.usedBytes))")
    try reporter.result("unused            \(humanBytes(plan.unusedBytes))")
    try reporter.result(
      "remove            \(plan.removed.count) packs, and \(plan.unlisted.count) that no index lists")
    try reporter.result(
      "rewrite           \(plan.repacked.count) packs: read \(humanBytes(plan.repackedBytes)), "
        + "write \(humanBytes(plan.rewrittenBytes))")
    try reporter.result("given back        \(humanBytes(plan.freedBytes))")
    try reporter.result("unused afterwards \(humanBytes(plan.unusedBytesAfter))")
    if session.bucket != nil {
      try reporter.result(
        "requests          \(requests.writes) that write, \(requests.reads) that read, \(requests.deletes) that remove")
    }
    if let prices, let cost {
      try reporter.result(
        "cost              \(humanDollars(cost)) once; saves \(humanDollars(prices.storage(plan.freedBytes))) a month")
    }
  }
}

extension UnusedLimit: ExpressibleByArgument {
  package init?(argument: String) {
    if argument == "unlimited" {
      self = .unlimited
    } else if argument.hasSuffix("%"), let percent = Double(argument.dropLast()), (0...100).contains(percent) {
      self = .percent(percent)
    } else if let size = ByteSize(argument: argument) {
      self = .bytes(size.bytes)
    } else {
      return nil
    }
  }

  package var defaultValueDescription: String { "5%" }
}
