import ArgumentParser

/// How far what an earlier run saw is believed, and where it is kept.
struct StateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "State database of this pair of trees, or 'none' (default: chosen by Cairn).", valueName: "file"),
    completion: .file())
  var state: String?

  @Option(help: ArgumentHelp("Wait this long for another run of the same pair to end.", valueName: "time"))
  var lockWait: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "What proves that the target is unchanged: state (no request), list (default), none (reads both).",
      valueName: "kind"))
  var trust: TrustChoice = .list

  @Flag(help: "Read every file again, whatever the state database says.")
  var rehash = false
}

/// The values of `--trust`.
enum TrustChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case state, list, none
}
