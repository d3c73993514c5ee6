import ArgumentParser

/// Options from the environment: `CAIRN_MAX_DELETE=10%` stands for `--max-delete 10%` wherever a command knows the
/// option and its command line does not give it.
struct EnvironmentFlags {
  private let settings: [(option: String, value: String)]

  init(_ environment: [String: String]) {
    settings = environment.compactMap { name, value in
      guard name.hasPrefix("CAIRN_"), !value.isEmpty else { return nil }
      return ("--" + name.dropFirst(6).lowercased().replacing("_", with: "-"), value)
    }.sorted { $0.option < $1.option }
  }

  /// `arguments` with what the environment adds to them, behind the names of the subcommands.
  func applied(to arguments: [String], of root: any ParsableCommand.Type) throws -> [String] {
    guard !settings.isEmpty else { return arguments }
    let (found, depth) = Self.subcommand(of: root, in: arguments)
    let command = found.configuration.defaultSubcommand ?? found
    guard depth > 0 else { return arguments }
    let known = KnownOptions(of: command)
    let given = Set(arguments.prefix { $0 != "--" }.map { String($0.prefix { $0 != "=" }) })
    var added: [String] = []
    for (option, value) in settings {
      guard let kind = known.kind(of: option), !known.names(like: option).contains(where: given.contains) else {
        continue
      }
      switch kind {
      case .value: added.append("\(option)=\(value)")
      case .flag where ["1", "true", "yes", "on"].contains(value.lowercased()): added.append(option)
      case .flag where ["0", "false", "no", "off"].contains(value.lowercased()): break
      case .flag:
        let variable = "CAIRN_" + option.dropFirst(2).uppercased().replacing("-", with: "_")
        throw CommandError.usage("\(variable) is '\(value)'", next: "set it to true or false")
      }
    }
    return Array(arguments[..<depth]) + added + Array(arguments[depth...])
  }

  /// The command that `arguments` begins with, and how many arguments name it.
  static func subcommand(
    of root: any ParsableCommand.Type, in arguments: [String]
  ) -> (command: any ParsableCommand.Type, depth: Int) {
    var command = root
    var depth = 0
    for argument in arguments {
      let next = command.allSubcommands.first {
        $0._commandName == argument || $0.configuration.aliases.contains(argument)
      }
      guard let next else { break }
      command = next
      depth += 1
    }
    return (command, depth)
  }
}

extension ParsableCommand {
  /// Subcommands in groups and outside of them.
  static var allSubcommands: [any ParsableCommand.Type] {
    let groups = configuration.groupedSubcommands.flatMap(\.subcommands)
    return groups + configuration.ungroupedSubcommands
  }
}
