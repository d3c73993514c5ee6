internal import Synchronization

/// Counts what becomes of the entries; shared by the tasks of a run.
final class CreateTally: Sendable {
  struct Counts: Sendable {
    var files: [EntryOutcome: Int64] = [:]
    var folders: [EntryOutcome: Int64] = [:]
    var filesProcessed: Int64 = 0
    var bytesProcessed: Int64 = 0
    var problems: Int64 = 0
  }

  private let observer: any CreateObserver
  /// Without one everything is new, however well it is known.
  private let hasParent: Bool
  private let state = Mutex(Counts())

  init(_ observer: any CreateObserver, hasParent: Bool) {
    self.observer = observer
    self.hasParent = hasParent
  }

  var counts: Counts { state.withLock { $0 } }

  /// Whether each unchanged file is to be told by its path.
  var wantsUnmodified: Bool { observer.wantsUnmodified }

  /// Unchanged files of a folder.
  func unmodified(files: Int64, sizeBytes: Int64) {
    state.withLock { counts in
      counts.files[hasParent ? .unmodified : .new, default: 0] += files
      counts.filesProcessed += files
      counts.bytesProcessed += sizeBytes
    }
    observer.savedUnmodified(files: files, sizeBytes: sizeBytes)
  }

  func file(_ path: [UInt8], _ outcome: EntryOutcome, sizeBytes: Int64) {
    let outcome = hasParent ? outcome : .new
    state.withLock { counts in
      counts.files[outcome, default: 0] += 1
      counts.filesProcessed += 1
      counts.bytesProcessed += sizeBytes
    }
    observer.saved(path, outcome, sizeBytes: sizeBytes)
  }

  func folder(_ path: [UInt8], _ outcome: EntryOutcome) {
    let outcome = hasParent ? outcome : .new
    state.withLock { $0.folders[outcome, default: 0] += 1 }
    observer.saved(path, outcome, sizeBytes: 0)
  }

  func problem(_ path: [UInt8], _ message: String) {
    state.withLock { $0.problems += 1 }
    observer.problem(path, message)
  }
}
