import ArgumentParser
import StateDatabase

/// `cairn state vacuum`
struct StateVacuum: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum", abstract: "Give the unused space of a state database back.")

  @OptionGroup var pair: StatePairOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "state vacuum", options: output)
    try await pair.withState(reporter.context) { state in
      let before = try state.summary().sizeBytes
      try await state.vacuum()
      let after = try state.summary().sizeBytes
      var record = Record(.item)
      record.add("action", text: "vacuum")
      record.add("bytes_before", before)
      record.add("bytes_after", after)
      try reporter.record(record)
      try reporter.result("\(humanBytes(before)) before, \(humanBytes(after)) now")
    }
  }
}
