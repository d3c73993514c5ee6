import ArgumentParser

/// What a command says, and how.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON record a line instead of text.")
  var json = false

  @Option(help: ArgumentHelp("Progress display: auto, tty, plain or none.", valueName: "kind"))
  var progress: ProgressChoice = .auto

  @Flag(name: .shortAndLong, help: "Name each item; twice: also each decision and its reason.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Option(
    help: ArgumentHelp("Append messages to this file as well.", valueName: "file"), completion: .file())
  var logFile: String?
}

/// The values of `--progress`.
enum ProgressChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auto, tty, plain, none
}
