import ArgumentParser

/// The options of one command, read from its help text: the parser offers no other list of them.
struct KnownOptions {
  enum Kind: Sendable { case flag, value }

  private var options: [(names: [String], kind: Kind)] = []

  init(of command: any ParsableCommand.Type) {
    // Wide enough that no line wraps.
    let help = command.helpMessage(includeHidden: true, columns: 10_000)
    for line in help.split(separator: "\n") where line.hasPrefix("  -") {
      let start = line.dropFirst(2)
      var names: [String] = []
      var kind = Kind.flag
      for word in start.split(separator: " ") {
        if word.hasPrefix("-") {
          names += word.split { $0 == "," || $0 == "/" }.map(String.init)
        } else {
          if word.hasPrefix("<") { kind = .value }
          break
        }
      }
      options.append((names, kind))
    }
  }

  /// nil for an option that the command does not have.
  func kind(of option: String) -> Kind? {
    options.first { $0.names.contains(option) }?.kind
  }

  /// All names of the option, `-n` and `--dry-run`.
  func names(like option: String) -> [String] {
    options.first { $0.names.contains(option) }?.names ?? []
  }

  /// The long names.
  var longNames: [String] { options.flatMap(\.names).filter { $0.hasPrefix("--") } }
}
