import ArgumentParser

/// What may be destroyed, and how much of it.
struct SafetyOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Delete from the target what the source does not have.")
  var delete = false

  @Option(
    help: ArgumentHelp(
      "Refuse to delete more than this many items, or this share of the target (default: 50%).", valueName: "n|p%"))
  var maxDelete: DeletionLimit?

  @Flag(help: "Allow a run with --delete whose source is empty.")
  var allowEmptySource = false
}

/// The value of `--max-delete`: a count, or a share of what the target holds.
enum DeletionLimit: ExpressibleByArgument, Sendable, Equatable {
  case count(Int)
  case percent(Double)

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let share = Double(argument.dropLast()), (0...100).contains(share) else { return nil }
      self = .percent(share)
    } else {
      guard let count = Int(argument), count >= 0 else { return nil }
      self = .count(count)
    }
  }
}
