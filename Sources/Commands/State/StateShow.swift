import ArgumentParser
import JSON
import Mirroring
import StateDatabase
import StorageModel

/// `cairn state show`
struct StateShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what is known of a pair of trees, its open uploads and its last runs.")

  @OptionGroup var pair: StatePairOptions

  @Option(help: ArgumentHelp("How many of the last runs to show.", valueName: "n"))
  var runs = 5

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(0...1000).contains(runs) { throw ValidationError("--runs takes 0 to 1000") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "state show", options: output)
    try await pair.withState(reporter.context) { state in
      let summary = try state.summary()
      var record = Record(.item)
      record.add("path", text: summary.path)
      record.add("bytes", summary.sizeBytes)
      record.add("rows", summary.rowCount)
      record.add("open_uploads", summary.openUploadCount)
      record.add("runs", summary.runCount)
      try reporter.record(record)
      try reporter.result("file          \(escapedForDisplay(Array(summary.path.utf8)))")
      try reporter.result("size          \(humanBytes(summary.sizeBytes))")
      try reporter.result("source        \(escapedForDisplay(summary.identity.source))")
      try reporter.result("target        \(escapedForDisplay(summary.identity.target))")
      try reporter.result("known paths   \(summary.rowCount)")
      try reporter.result("open uploads  \(summary.openUploadCount)")
      for run in try await state.runs.last(runs) { try show(run, reporter) }
    }
  }

  private func show(_ run: RunRecord, _ reporter: Reporter) throws {
    var record = Record(.item)
    record.add("command", text: run.command)
    record.add("begun", text: iso8601(run.begun))
    record.add("ended", text: run.ended.map(iso8601))
    record.add("exit_code", run.exitCode.map(Int64.init))
    record.add("transferred", run.totals.transferred)
    record.add("deleted", run.totals.deleted)
    record.add("requests", run.totals.requests)
    record.add("planned_cost_dollars", .number(Double(run.totals.plannedCostMicros) / 1_000_000))
    record.add("cost_dollars", .number(Double(run.totals.costMicros) / 1_000_000))
    try reporter.record(record)
    let end = run.exitCode.map { "exit \($0)" } ?? "did not end"
    let totals = run.totals
    try reporter.result(
      "run           \(iso8601(run.begun))  \(run.command)  \(end)  \(totals.transferred) transferred, "
        + "\(totals.deleted) deleted, \(totals.requests) requests\(Self.cost(totals))")
  }

  /// `, ~$0.0300 (planned ~$0.0250)`; nothing where nothing was paid.
  private static func cost(_ totals: RunTotals) -> String {
    guard totals.costMicros > 0 || totals.plannedCostMicros > 0 else { return "" }
    return ", ~\(humanDollars(Double(totals.costMicros) / 1_000_000)) (planned "
      + "~\(humanDollars(Double(totals.plannedCostMicros) / 1_000_000)))"
  }
}
