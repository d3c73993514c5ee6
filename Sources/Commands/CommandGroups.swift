import ArgumentParser

/// The commands as `cairn --help` shows them.
enum CommandGroups {
  static let all: [CommandGroup] = [
    CommandGroup(name: "Objects", subcommands: objects)
  ]

  private static let objects: [any ParsableCommand.Type] = []
}
