import Snapshots
import StorageModel
import Synchronization

/// What the user sees of a snapshot while it is made.
final class CreateReport: CreateObserver {
  private let reporter: Reporter
  private let state = Mutex(ProgressSnapshot())

  init(_ reporter: Reporter) { self.reporter = reporter }

  var progress: ProgressSnapshot { state.withLock { $0 } }

  /// What the scan beside the backup counted.
  func expect(_ counts: SourceScan.Counts) {
    state.withLock { state in
      state.filesTotal = max(counts.files, state.filesDone)
      state.bytesTotal = max(counts.bytes, state.bytesDone)
    }
  }

  func problem(_ path: [UInt8], _ message: String) {
    state.withLock { $0.errors += 1 }
    reporter.error(CommandError(.sourceIncomplete, "\(escapedForDisplay(path)): \(message)"))
  }

  var wantsUnmodified: Bool { reporter.verbosity > 1 }

  func savedUnmodified(files: Int64, sizeBytes: Int64) {
    state.withLock { state in
      state.phase = "saving"
      state.filesDone += files
      state.bytesDone += sizeBytes
    }
  }

  func saved(_ path: [UInt8], _ outcome: EntryOutcome, sizeBytes: Int64) {
    state.withLock { state in
      state.phase = "saving"
      state.filesDone += 1
      state.bytesDone += sizeBytes
      // Folders above the targets are not counted beforehand, nor is what appears meanwhile.
      state.filesTotal = state.filesTotal.map { max($0, state.filesDone) }
      state.bytesTotal = state.bytesTotal.map { max($0, state.bytesDone) }
    }
    guard reporter.verbosity > (outcome == .unmodified ? 1 : 0) else { return }
    // A reader that went away is found by the summary.
    try? reporter.item(outcome.rawValue, path, sizeBytes: sizeBytes)
  }
}
