import ArgumentParser
import JSON
import Snapshots
import StorageModel

/// `cairn snapshot show`
struct SnapshotShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "List what is in a snapshot.", aliases: ["ls"])

  @Argument(
    help: ArgumentHelp(
      "An id, the beginning of one, or latest; a path in it after a colon.", valueName: "snapshot[:path]"))
  var snapshot: String

  @Flag(name: [.customShort("R"), .long], help: "Also what is in the folders, all the way down.")
  var recursive = false

  @Flag(name: .shortAndLong, help: "Mode, owner, size and time of each entry.")
  var long = false

  @Flag(help: "Sizes as 1.2 GiB.")
  var humanReadable = false

  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot show", options: output)
    let session = try await RepositorySession(repository, connection, reporter.context)
    let damaged = try await session.reading(reading, reporter) { list in
      let chosen = try await session.choose(snapshot, selection, list)
      reporter.note(
        "snapshot \(chosen.snapshot.id.short) of \(chosen.snapshot.hostname) at \(chosen.snapshot.time.text)")
      return try await show(chosen, session.repository, reporter)
    }
    try reporter.context.output.flush()
    if damaged { throw CommandExit(.damaged) }
  }

  /// True when something could not be read.
  private func show(_ chosen: ChosenPlace, _ source: any SnapshotReader, _ reporter: Reporter) async throws -> Bool {
    switch chosen.place {
    case .entry(let node):
      try show(chosen.path.path.bytes, node, reporter)
      return false
    case .folder(let tree, _):
      var isDamaged = false
      let base = chosen.path.path.bytes
      let path = base.isEmpty ? base : base + [UInt8(ascii: "/")]
      var cursor = TreeCursor(source, tree: tree, path: PathBytes(bytes: path))
      while let step = try await cursor.next() {
        switch step {
        case .leave: break
        case .problem(let path, let error):
          isDamaged = true
          reporter.error(
            CommandError(.damaged, "\(path): \(CommandError(anyError: error)?.message ?? "\(error)")"))
        case .entry(let path, let node):
          try show(path.bytes, node, reporter)
          if !recursive { cursor.skip() }
        }
      }
      return isDamaged
    }
  }

  private func show(_ path: [UInt8], _ node: TreeNode, _ reporter: Reporter) throws {
    if reporter.isJSON { return try reporter.record(node.record(path)) }
    guard long else { return try reporter.result(escapedForDisplay(path)) }
    try reporter.result(node.longLine(path, isHuman: humanReadable))
  }
}

extension TreeNode {
  /// `-rw-r--r-- root root 1234 2026-09-01 12:00:00 path -> target`.
  func longLine(_ path: [UInt8], isHuman: Bool) -> String {
    let size = isHuman ? humanBytes(Int64(clamping: sizeBytes)) : String(sizeBytes)
    let owner = user.isEmpty ? String(userID) : escapedForDisplay(user)
    let owners = group.isEmpty ? String(groupID) : escapedForDisplay(group)
    let time = String(modified.text.prefix(19)).replacing("T", with: " ")
    let padding = String(repeating: " ", count: max(0, 12 - size.count))
    let target = kind == .symlink ? " -> \(escapedForDisplay(linkTarget))" : ""
    return "\(modeText) \(owner) \(owners) \(padding)\(size) \(time) \(escapedForDisplay(path))\(target)"
  }

  private var modeText: String {
    let type =
      switch kind {
      case .directory: "d"
      case .symlink: "l"
      case .fifo: "p"
      case .socket: "s"
      case .blockDevice: "b"
      case .characterDevice: "c"
      case .file: "-"
      case .other: "?"
      }
    let bits = mode.unixPermissions
    var text = Array("rwxrwxrwx").enumerated().map { bits & (0o400 >> UInt32($0.offset)) != 0 ? $0.element : "-" }
    if bits & 0o4000 != 0 { text[2] = text[2] == "x" ? "s" : "S" }
    if bits & 0o2000 != 0 { text[5] = text[5] == "x" ? "s" : "S" }
    if bits & 0o1000 != 0 { text[8] = text[8] == "x" ? "t" : "T" }
    return type + String(text)
  }

  func record(_ path: [UInt8]) -> Record {
    var record = Record(.item)
    record.add("path", bytes: path)
    record.add("kind", text: escapedForDisplay(kind.typeName))
    record.add("mode", Int64(mode.unixPermissions))
    record.add("uid", Int64(userID))
    record.add("gid", Int64(groupID))
    record.add("bytes", Int64(clamping: sizeBytes))
    record.add("modified", text: modified.text)
    if kind == .symlink { record.add("target", bytes: linkTarget) }
    return record
  }
}
