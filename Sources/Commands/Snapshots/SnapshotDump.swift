import ArgumentParser
import Snapshots
import StorageModel

/// `cairn snapshot dump`
struct SnapshotDump: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump", abstract: "Write a file of a snapshot, or a folder as an archive, to standard output.")

  @Argument(
    help: ArgumentHelp(
      "An id, the beginning of one, or latest; a path in it after a colon.", valueName: "snapshot[:path]"))
  var snapshot: String

  @Option(help: ArgumentHelp("Form of a folder: tar (default) or zip.", valueName: "form"))
  var archive: ArchiveChoice = .tar

  @OptionGroup(title: "Filters") var filters: RestoreFilters
  @OptionGroup(title: "Selection") var selection: SnapshotSelection
  @OptionGroup(title: "Repository") var repository: RepositoryOptions
  @OptionGroup(title: "Repository") var reading: ReadingOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot dump", options: output)
    let context = reporter.context
    let filters = try filters.compiled(context)
    let session = try await RepositorySession(repository, connection, context)
    let writer = OutputWriter(output: context.output)
    try await session.reading(reading, reporter) { list in
      let chosen = try await session.choose(snapshot, selection, list)
      if case .entry(let node) = chosen.place, node.kind == .file {
        return try await FileContent(session.repository, node).write(to: writer)
      }
      let dump = ArchiveDump(session.repository, filters: filters, to: writer) { path, error in
        let known = CommandError(anyError: error) ?? CommandError(.someFailed, "\(error)")
        reporter.error(CommandError(known.status, "\(path): \(known.message)"))
      }
      try await dump.run(chosen.place, archive.form)
    }
    try context.output.flush()
    if reporter.errorCount > 0 { throw CommandExit(.damaged) }
  }
}

/// The values of `--archive`.
enum ArchiveChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case tar, zip

  var form: ArchiveForm { self == .tar ? .tar : .zip }
}
