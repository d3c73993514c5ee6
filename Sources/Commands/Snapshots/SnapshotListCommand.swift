import ArgumentParser
import JSON
import Snapshots
import StorageModel

/// Which snapshots a command is about.
struct SnapshotSelection: ParsableArguments {
  @Option(help: ArgumentHelp("Only snapshots of this host; may be repeated.", valueName: "name"))
  var host: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only snapshots with these tags, separated by commas; may be repeated, then one list must match.",
      valueName: "tags"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Only snapshots that have this path; may be repeated.", valueName: "path"))
  var path: [String] = []

  var filter: SnapshotFilter {
    SnapshotFilter(
      hosts: host, paths: path,
      tagLists: tag.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) })
  }
}

/// `cairn snapshot list`
struct SnapshotListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the snapshots of a repository.", aliases: ["snapshots"])

  @Argument(help: ArgumentHelp("Only these: ids, beginnings of ids, or latest.", valueName: "snapshot"))
  var names: [String] = []

  @OptionGroup(title: "Selection") var selection: SnapshotSelection

  @Option(help: ArgumentHelp("Only the last of each host and set of paths, this many.", valueName: "n"))
  var latest: Int?

  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot list", options: output)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let list = try await session.snapshots(reporter)
    var chosen =
      try names.isEmpty
      ? list.select(selection.filter) : names.map { try list.find($0, selection.filter) }
    if let latest {
      chosen = SnapshotGroups(chosen, by: [.host, .paths]).groups.flatMap { $0.snapshots.suffix(latest) }
    }
    for snapshot in chosen { try reporter.snapshot(snapshot) }
    if !list.damaged.isEmpty { throw CommandExit(.damaged) }
    try session.throwIfRolledBack()
  }
}

extension RepositorySession {
  /// All snapshots; those that cannot be read are reported, and so is it when some are missing that were there before.
  func snapshots(_ reporter: Reporter, _ reaction: RollbackReaction = .warn) async throws -> SnapshotList {
    let list = try await SnapshotList(loading: repository)
    for (_, error) in list.damaged { reporter.error(CommandError(error)) }
    try look(at: list, reaction, reporter)
    return list
  }
}

extension Reporter {
  /// A snapshot as a line: id, time, host, tags, paths; or as a record.
  func snapshot(_ snapshot: Snapshot, reasons: [String] = [], action: String? = nil) throws {
    var record = Record(.item)
    record.add("action", text: action)
    record.add("id", text: snapshot.id.description)
    record.add("short_id", text: snapshot.id.short)
    record.add("time", text: snapshot.time.text)
    record.add("hostname", text: snapshot.hostname)
    record.add("username", text: snapshot.username)
    record.add("tree", text: snapshot.tree.description)
    record.add("parent", text: snapshot.parent?.description)
    record.add("paths", .array(snapshot.paths.map { .string($0) }))
    record.add("tags", .array(snapshot.tags.map { .string($0) }))
    record.add("program_version", text: snapshot.programVersion.isEmpty ? nil : snapshot.programVersion)
    record.add("files", snapshot.summary?.totalFilesProcessed)
    record.add("bytes", snapshot.summary?.totalBytesProcessed)
    if !reasons.isEmpty { record.add("reasons", .array(reasons.map { .string($0) })) }
    try self.record(record)
    let time = String(snapshot.time.text.prefix(19)).replacing("T", with: " ")
    let size = snapshot.summary.map { humanBytes($0.totalBytesProcessed) } ?? "-"
    var line = "\(snapshot.id.short)  \(time)  \(snapshot.hostname)  \(size)"
    if !snapshot.tags.isEmpty { line += "  [\(snapshot.tags.joined(separator: ","))]" }
    line += "  " + snapshot.paths.joined(separator: " ")
    if !reasons.isEmpty { line += "  (\(reasons.joined(separator: ", ")))" }
    if let action { line = "\(action) \(line)" }
    try result(escapedForDisplay(Array(line.utf8)))
  }
}
