import ArgumentParser
import Planning
import Snapshots
import StorageModel

/// `cairn snapshot find`
struct SnapshotFind: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Look for names in snapshots.",
    discussion: "A pattern without a slash is matched with names, one with a slash with paths from the root on.")

  @Argument(help: ArgumentHelp("What to look for (rsync pattern).", valueName: "pattern"))
  var patterns: [String]

  @Option(help: ArgumentHelp("Only in these snapshots; may be repeated.", valueName: "snapshot"))
  var snapshot: [String] = []

  @Flag(name: .shortAndLong, help: "Mode, owner, size and time of each entry.")
  var long = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot find", options: output)
    var matcher = Filters()
    for pattern in patterns { try matcher.exclude(ArgumentBytes.bytes(pattern)) }
    let session = try await RepositorySession(repository, connection, reporter.context)
    let found = try await session.reading(reading, reporter) { [matcher] list in
      let chosen =
        try snapshot.isEmpty ? list.select(selection.filter) : snapshot.map { try list.find($0, selection.filter) }
      var search = SnapshotSearch(session.repository, matcher)
      var found = 0
      for snapshot in chosen {
        let matches = try await search.run(snapshot.tree)
        found += matches.count
        if !matches.isEmpty {
          reporter.note("in snapshot \(snapshot.id.short) of \(snapshot.hostname) at \(snapshot.time.text):")
        }
        for match in matches { try show(match, snapshot, reporter) }
      }
      return found
    }
    try reporter.context.output.flush()
    if found == 0 { throw CommandError(.notFound, "nothing matches") }
  }

  private func show(_ match: SnapshotSearch.Match, _ snapshot: Snapshot, _ reporter: Reporter) throws {
    guard !reporter.isJSON else {
      var record = match.node.record(match.path.bytes)
      record.add("snapshot", text: snapshot.id.description)
      return try reporter.record(record)
    }
    let name = escapedForDisplay(match.path.bytes)
    try reporter.result(long ? match.node.longLine(match.path.bytes, isHuman: false) : name)
  }
}
