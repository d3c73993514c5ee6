import FolderFixtures
import Glibc
import LocalFiles
import Snapshots
import StorageModel
import Synchronization

/// A source folder, a repository that restic made of it, and places to restore to.
struct RestoreBed {
  let folder: TemporaryFolder
  let restic: ResticProgram
  let source: String

  init() throws {
    folder = try TemporaryFolder()
    restic = ResticProgram(folder)
    source = try folder.folder("source")
    try restic.run(["init"])
  }

  func back() throws { try restic.run(["backup", "."], in: source) }

  func repository() async throws -> Repository {
    let repository = try await Repository.open(
      try FolderBackend(Array(restic.repository.utf8)), password: Array(ResticProgram.password.utf8), cacheFolder: nil)
    try await repository.loadIndex()
    return repository
  }

  /// Restores the latest snapshot, or what is below `path` in it.
  @discardableResult func restore(
    _ target: String, _ options: RestoreOptions = RestoreBed.everything, path: String = "",
    observer: RestoreLog = RestoreLog()
  ) async throws -> RestoreTally {
    let repository = try await repository()
    let snapshot = try await SnapshotList(loading: repository).find("latest")
    let segments = try SnapshotPath.segments(of: Array(path.utf8))
    let place = try await SnapshotPlace.find(segments, in: snapshot.tree, of: repository)
    let root = try FolderRoot(opening: Array(target.utf8), creating: true)
    return try await FolderRestore(repository, into: root, options, observer: observer).run(place)
  }

  /// Owner and special bits too.
  static var everything: RestoreOptions {
    var options = RestoreOptions()
    options.restoresOwner = geteuid() == 0
    options.restoresSpecialBits = true
    return options
  }
}

/// Remembers what a restore said.
final class RestoreLog: RestoreObserver {
  private let state = Mutex<(done: [String: RestoreOutcome], failed: [String: String])>(([:], [:]))

  var outcomes: [String: RestoreOutcome] { state.withLock { $0.done } }
  var failures: [String: String] { state.withLock { $0.failed } }

  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64) {
    state.withLock { $0.done[escapedForDisplay(path)] = outcome }
  }

  func failed(_ path: [UInt8], _ error: any Error) {
    state.withLock { $0.failed[escapedForDisplay(path)] = "\(error)" }
  }
}
