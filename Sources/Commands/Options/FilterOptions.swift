import ArgumentParser

/// Which items of a tree count. The rules apply in the order in which they stand on the command line, whatever option
/// brought them, and the first that matches decides: see ``orderedRules``.
struct FilterOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Leave out what matches (rsync pattern; first match wins).", valueName: "pattern"))
  var exclude: [ExcludeRule] = []

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Take what matches, even if a later rule leaves it out.", valueName: "pattern"))
  var include: [IncludeRule] = []

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A rule in rsync's form: '- pattern' or '+ pattern'.", valueName: "rule"))
  var filter: [FilterRule] = []

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Rules from a file, one a line.", valueName: "file"), completion: .file())
  var filterFrom: [FilterFile] = []

  @Option(
    help: ArgumentHelp("Only the paths in this file, one a line; '-' for standard input.", valueName: "file"),
    completion: .file())
  var filesFrom: String?

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Leave out folders that hold a file of this name.", valueName: "name"))
  var excludeIfPresent: [String] = []

  @Flag(help: "Leave out folders that a CACHEDIR.TAG marks as caches.")
  var excludeCaches = false

  @Flag(name: [.customShort("x"), .long], help: "Stay on the file system of the source folder.")
  var oneFileSystem = false

  @Option(help: ArgumentHelp("Only files of at least this size (500, 64KiB, 2GB).", valueName: "size"))
  var minSize: ByteSize?

  @Option(help: ArgumentHelp("Only files of at most this size.", valueName: "size"))
  var maxSize: ByteSize?

  @Option(help: ArgumentHelp("Only files unchanged for at least this long (90s, 10m, 3h, 2d, 1w).", valueName: "age"))
  var minAge: TimeSpan?

  @Option(help: ArgumentHelp("Only files changed within this time.", valueName: "age"))
  var maxAge: TimeSpan?

  /// Every rule in the order of the command line.
  var orderedRules: [OrderedFilterRule] {
    let rules =
      exclude.map { OrderedFilterRule(kind: .exclude, text: $0.text, ordinal: $0.ordinal) }
      + include.map { OrderedFilterRule(kind: .include, text: $0.text, ordinal: $0.ordinal) }
      + filter.map { OrderedFilterRule(kind: .rule, text: $0.text, ordinal: $0.ordinal) }
      + filterFrom.map { OrderedFilterRule(kind: .file, text: $0.text, ordinal: $0.ordinal) }
    return rules.sorted { $0.ordinal < $1.ordinal }
  }
}
