import ArgumentParser
import Snapshots

/// `cairn snapshot tag`
struct SnapshotTag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Change the tags of snapshots.",
    discussion: "A snapshot with other tags is a new one; the old one is removed.")

  @Argument(help: ArgumentHelp("Snapshots (default: all that the selection matches).", valueName: "snapshot"))
  var names: [String] = []

  @Option(help: ArgumentHelp("Tags to set in the place of all others, separated by commas.", valueName: "tags"))
  var set: [String] = []

  @Option(help: ArgumentHelp("Tags to add.", valueName: "tags"))
  var add: [String] = []

  @Option(help: ArgumentHelp("Tags to remove.", valueName: "tags"))
  var remove: [String] = []

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if set.isEmpty, add.isEmpty, remove.isEmpty { throw ValidationError("give --set, --add or --remove") }
    if !set.isEmpty, !(add.isEmpty && remove.isEmpty) {
      throw ValidationError("--set excludes --add and --remove")
    }
  }

  func run() async throws {
    let reporter = try Reporter(command: "snapshot tag", options: output)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let change = TagChange(
      set: set.isEmpty ? nil : Self.tags(set), add: Self.tags(add), remove: Self.tags(remove))
    try await session.locked(exclusive: true) {
      let list = try await session.snapshots(reporter)
      let chosen =
        try names.isEmpty
        ? list.select(selection.filter) : names.map { try list.find($0, selection.filter) }
      guard !chosen.isEmpty else { throw CommandError(.notFound, "the selection matches no snapshot") }
      for snapshot in chosen {
        guard let changed = try await change.apply(to: snapshot, in: session.repository) else { continue }
        session.noteRemoved([snapshot.id])
        session.noteMade(changed)
        try reporter.snapshot(changed, action: "tagged")
      }
    }
  }

  private static func tags(_ lists: [String]) -> [String] {
    lists.flatMap { $0.split(separator: ",").map(String.init) }
  }
}
