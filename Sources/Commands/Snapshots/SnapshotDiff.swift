import ArgumentParser
import LocalFiles
import Snapshots
import StorageModel
import Synchronization

/// `cairn snapshot diff`
struct SnapshotDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what changed between two snapshots, or from a snapshot to a folder.",
    discussion: "+ added, - removed, M other content, T other kind, U (with --metadata) other mode, owner or time.")

  @Argument(
    help: ArgumentHelp(
      "An id, the beginning of one, or latest; a path in it after a colon (with --folder: else where it was saved).",
      valueName: "snapshot[:path]"))
  var old: String

  @Argument(help: ArgumentHelp("The same, or with --folder a folder of this machine.", valueName: "snapshot[:path]"))
  var new: String

  @Flag(help: "The second one is a folder of this machine.")
  var folder = false

  @Flag(help: "Also mode, owner and time.")
  var metadata = false

  @Flag(help: "Exit with status 20 when there are differences.")
  var detailedExitcode = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot diff", options: output)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let tally = ChangeTally()
    let report: @Sendable (EntryChange) throws -> Void = { change in
      tally.count(change)
      try Self.show(change, reporter)
    }
    try await session.reading(reading, reporter) { list in
      var chosen = try await session.choose(old, selection, list)
      if folder, chosen.path.segments.isEmpty {
        chosen.path.segments = try await SavedFolder.segments(
          of: ArgumentBytes.bytes(new), in: chosen.snapshot, workingFolder: workingFolder(), of: session.repository)
        chosen.place = try await SnapshotPlace.find(
          chosen.path.segments, in: chosen.snapshot.tree, of: session.repository)
      }
      let first = try tree(of: chosen)
      if folder {
        let root = try FolderRoot(opening: ArgumentBytes.bytes(new))
        try await FolderDifference(session.repository, root, metadata: metadata, report: report).run(from: first)
      } else {
        let second = try tree(of: try await session.choose(new, selection, list))
        try await TreeDifference(session.repository, metadata: metadata, report: report).run(from: first, to: second)
      }
    }
    reporter.note(tally.line)
    try reporter.context.output.flush()
    if detailedExitcode, tally.total > 0 { throw CommandExit(.changesPending) }
  }

  private func tree(of chosen: ChosenPlace) throws -> StorageID {
    guard case .folder(let tree, _) = chosen.place else {
      throw CommandError.usage("\(chosen.path.path) is no folder of the snapshot", next: "name the folder above it")
    }
    return tree
  }

  private static func show(_ change: EntryChange, _ reporter: Reporter) throws {
    guard !reporter.isJSON else {
      var record = Record(.item)
      record.add("action", text: change.kind.rawValue)
      record.add("path", bytes: change.path.bytes)
      record.add("old_bytes", Int64(clamping: change.oldBytes))
      record.add("new_bytes", Int64(clamping: change.newBytes))
      return try reporter.record(record)
    }
    let letter =
      switch change.kind {
      case .added: "+"
      case .removed: "-"
      case .modified: "M"
      case .replaced: "T"
      case .metadata: "U"
      }
    try reporter.result("\(letter) \(change.path)")
  }
}

/// Counts changes, from whichever task hears of them.
private final class ChangeTally: Sendable {
  private let counts = Mutex<[EntryChange.Kind: Int64]>([:])

  func count(_ change: EntryChange) { counts.withLock { $0[change.kind, default: 0] += 1 } }

  var total: Int64 { counts.withLock { $0.values.reduce(0, +) } }

  var line: String {
    let counts = counts.withLock { $0 }
    let kinds: [(EntryChange.Kind, String)] = [
      (.added, "added"), (.removed, "removed"), (.modified, "modified"), (.replaced, "of another kind"),
      (.metadata, "with other metadata"),
    ]
    let text = kinds.compactMap { kind, word in counts[kind].map { "\($0) \(word)" } }
    return "snapshot diff: " + (text.isEmpty ? "no differences" : text.joined(separator: ", "))
  }
}
