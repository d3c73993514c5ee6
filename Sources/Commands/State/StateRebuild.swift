import ArgumentParser
import StateDatabase

/// `cairn state rebuild`
struct StateRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Forget what is known of a pair, so that the next run looks at everything anew.",
    discussion: "Open uploads and the history of runs stay.")

  @OptionGroup var pair: StatePairOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "state rebuild", options: output)
    try await pair.withState(reporter.context) { state in
      let rows = try state.summary().rowCount
      try await state.removeAllRows()
      var record = Record(.item)
      record.add("action", text: "rebuild")
      record.add("forgotten", rows)
      try reporter.record(record)
      try reporter.result("forgot \(rows) paths; the next run looks at everything anew")
    }
  }
}
