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
  private let state = Mutex(Counts())

  init(_ observer: any CreateObserver) { self.observer = observer }

  var counts: Counts { state.withLock { $0 } }

  func file(_ path: [UInt8], _ outcome: EntryOutcome, sizeBytes: Int64) {
    state.withLock { counts in
      counts.files[outcome, default: 0] += 1
      counts.filesProcessed += 1
      counts.bytesProcessed += sizeBytes
    }
    observer.saved(path, outcome, sizeBytes: sizeBytes)
  }

  func folder(_ path: [UInt8], _ outcome: EntryOutcome) {
    state.withLock { $0.folders[outcome, default: 0] += 1 }
    observer.saved(path, outcome, sizeBytes: 0)
  }

  func problem(_ path: [UInt8], _ message: String) {
    state.withLock { $0.problems += 1 }
    observer.problem(path, message)
  }
}
