import ArgumentParser
import Snapshots

/// `cairn snapshot prune`
struct SnapshotPrune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove data that no snapshot refers to.",
    discussion: "Says first what will be done. Interrupted at any moment, it can be run again and goes on.")

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
    options.writer = storing.writerOptions
    let session = try await RepositorySession(repository, connection, reporter.context)
    let command = PruneCommandRun(session, options, dryRun: dryRun, reporter)
    try await session.locked(exclusive: true) { try await command.run() }
  }
}

/// A prune with its report; under an exclusive lock.
struct PruneCommandRun: Sendable {
  private let session: RepositorySession
  private let prune: Prune
  private let dryRun: Bool
  private let reporter: Reporter

  init(_ session: RepositorySession, _ options: PruneOptions, dryRun: Bool, _ reporter: Reporter) {
    self.session = session
    prune = Prune(session.repository, options)
    self.dryRun = dryRun
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
    // Each pack that is rewritten is read by one request, and takes part of one that writes.
    record.add("requests", Int64(plan.repacked.count * 2 + 4 + (plan.removed.count + plan.repacked.count) / 1000))
    try reporter.record(record)
    try reporter.result("used             \(humanBytes(plan.usedBytes))")
    try reporter.result("unused           \(humanBytes(plan.unusedBytes))")
    try reporter.result(
      "remove           \(plan.removed.count) packs, and \(plan.unlisted.count) that no index lists")
    try reporter.result(
      "rewrite          \(plan.repacked.count) packs: read \(humanBytes(plan.repackedBytes)), "
        + "write \(humanBytes(plan.rewrittenBytes))")
    try reporter.result("given back       \(humanBytes(plan.freedBytes))")
    try reporter.result("unused afterwards \(humanBytes(plan.unusedBytesAfter))")
    if dryRun { return reporter.note("dry run: nothing was changed") }
    if plan.isEmpty { return reporter.note("snapshot prune: nothing to do") }
    try await prune.run(plan)
    reporter.note("snapshot prune ok: \(humanBytes(plan.freedBytes)) given back; \(session.requestCount) requests")
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
