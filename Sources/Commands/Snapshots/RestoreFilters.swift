import ArgumentParser
import Planning

/// Which entries of a snapshot count, by rsync's rules as in `cairn sync`; paths begin at what is restored.
struct RestoreFilters: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Leave out what matches (rsync pattern; first match wins).", valueName: "pattern"))
  var exclude: [ExcludeRule] = []

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Take what matches, even if a later rule leaves it out.", valueName: "pattern"))
  var include: [IncludeRule] = []

  @Option(
    help: ArgumentHelp("Only the paths in this file, one a line; '-' for standard input.", valueName: "file"),
    completion: .file())
  var filesFrom: String?

  func compiled(_ context: CommandContext) throws -> Filters {
    var all = try FilterOptions.parse([])
    all.exclude = exclude
    all.include = include
    all.filesFrom = filesFrom
    return try all.compiled(context)
  }
}
