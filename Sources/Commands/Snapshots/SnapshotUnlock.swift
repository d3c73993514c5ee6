import ArgumentParser
import Snapshots
import StorageModel

/// `cairn snapshot unlock`
struct SnapshotUnlock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Remove locks whose owners are gone.")

  @Flag(help: "Remove all locks, whoever holds them.")
  var removeAll = false

  @OptionGroup var options: KeyCommandOptions

  func run() async throws {
    let reporter = try Reporter(command: "snapshot unlock", options: options.output)
    let session = try await options.session(reporter)
    let locks = RepositoryLocks(session.repository)
    let count = try await locks.unlock(all: removeAll, session.host)
    var record = Record(.item)
    record.add("action", text: "unlock")
    record.add("removed", Int64(count))
    try reporter.record(record)
    try reporter.result("\(count) locks removed")
    for (id, lock) in try await locks.list() {
      reporter.note("still locked by \(lock?.owner ?? "somebody unknown") (\(id.short))")
    }
  }
}

/// For a line of text that may hold anything.
func escapedForDisplayLine(_ text: String) -> String { escapedForDisplay(Array(text.utf8)) }
