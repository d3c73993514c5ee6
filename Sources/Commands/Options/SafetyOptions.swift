import ArgumentParser
package import Planning

/// What may be destroyed, and how much of it.
struct SafetyOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Delete from the target what the source does not have.")
  var delete = false

  @Option(
    help: ArgumentHelp(
      "Refuse to delete more than this many items, or this share of the target (default: 1000 or 25%).",
      valueName: "n|p%"))
  var maxDelete: DeletionLimit?

  @Option(
    help: ArgumentHelp("Refuse to begin when the plan costs more than this many dollars.", valueName: "dollars"))
  var maxCost: Double?

  @Flag(help: "Allow a run with --delete whose source is empty.")
  var allowEmptySource = false
}

/// The value of `--max-delete`: a count, a share of what the target holds, or `unlimited`.
extension DeletionLimit: ExpressibleByArgument {
  package init?(argument: String) {
    // The parser says which option and value were wrong; nothing else is known here.
    guard let limit = try? DeletionLimit(parsing: argument) else { return nil }
    self = limit
  }
}
