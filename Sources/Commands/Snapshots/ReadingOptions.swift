import ArgumentParser
import Snapshots
import StorageModel

/// How a repository is opened that is only read.
struct ReadingOptions: ParsableArguments {
  @Flag(help: "Take no lock: for a repository that cannot be written to. A prune may then pull chunks away.")
  var noLock = false
}

/// A snapshot that the command line names, and the place in it.
struct ChosenPlace: Sendable {
  var snapshot: Snapshot
  var path: SnapshotPath
  var place: SnapshotPlace
}

extension RepositorySession {
  /// Runs `body` with the snapshots and the index loaded, in this order, under a shared lock unless the options say
  /// otherwise.
  func reading<Value: Sendable>(
    _ options: ReadingOptions, _ reporter: Reporter, _ body: @escaping @Sendable (SnapshotList) async throws -> Value
  ) async throws -> Value {
    let work: @Sendable () async throws -> Value = {
      let list = try await snapshots(reporter)
      try await repository.loadIndex()
      return try await body(list)
    }
    return options.noLock ? try await work() : try await locked(work)
  }

  /// What `SNAPSHOT[:PATH]` names.
  func choose(_ argument: String, _ selection: SnapshotSelection, _ list: SnapshotList) async throws -> ChosenPlace {
    let path = try SnapshotPath(ArgumentBytes.bytes(argument))
    let snapshot = try list.find(path.snapshot, selection.filter)
    let place = try await SnapshotPlace.find(path.segments, in: snapshot.tree, of: repository)
    return ChosenPlace(snapshot: snapshot, path: path, place: place)
  }
}

extension ExitStatus {
  /// The status of a command that met `damaged` and `failed` entries.
  init(damaged: Int64, failed: Int64) { self = damaged > 0 ? .damaged : failed > 0 ? .someFailed : .done }
}
