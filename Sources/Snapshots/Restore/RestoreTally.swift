internal import Synchronization

/// What a restore did so far.
package struct RestoreTally: Hashable, Sendable {
  /// Entries that the selection let in, folders included.
  package var selected: Int64 = 0
  package var folders: Int64 = 0
  package var created: Int64 = 0
  package var updated: Int64 = 0
  package var unchanged: Int64 = 0
  package var kept: Int64 = 0
  package var deleted: Int64 = 0
  /// Entries of which something is damaged or missing in the repository.
  package var damaged: Int64 = 0
  /// Entries that this machine refused.
  package var failed: Int64 = 0
  /// Content of the files that were created or updated.
  package var bytesRestored: UInt64 = 0
  /// Of that, what was taken from the files that stood there.
  package var bytesReused: UInt64 = 0
  /// What was read from the repository's packs, encrypted, gaps included.
  package var bytesFetched: UInt64 = 0
  package var fetches: Int64 = 0

  package init() {}

  mutating func count(_ outcome: RestoreOutcome, sizeBytes: UInt64) {
    switch outcome {
    case .created: created += 1
    case .updated: updated += 1
    case .unchanged: unchanged += 1
    case .kept: kept += 1
    case .deleted: deleted += 1
    }
    if outcome == .created || outcome == .updated { bytesRestored &+= sizeBytes }
  }
}

/// The tally and the observer of one restore, for all its tasks.
final class RestoreReport: Sendable {
  private let tally = Mutex(RestoreTally())
  private let failures = Mutex<Set<[UInt8]>>([])
  private let observer: any RestoreObserver

  init(_ observer: any RestoreObserver) { self.observer = observer }

  var value: RestoreTally { tally.withLock { $0 } }

  func update(_ change: (inout RestoreTally) -> Void) { tally.withLock { change(&$0) } }

  func done(_ path: [UInt8], _ outcome: RestoreOutcome, sizeBytes: UInt64 = 0) {
    update { $0.count(outcome, sizeBytes: sizeBytes) }
    observer.done(path, outcome, sizeBytes: sizeBytes)
  }

  func hasFailed(_ path: [UInt8]) -> Bool { failures.withLock { $0.contains(path) } }

  /// Counts an error of one entry; throws one that would meet every other entry as well.
  func failed(_ path: [UInt8], _ error: any Error) throws {
    if RestoreFailure.isFatal(error) { throw error }
    let isDamage = RestoreFailure.isDamage(error)
    failures.withLock { _ = $0.insert(path) }
    update { if isDamage { $0.damaged += 1 } else { $0.failed += 1 } }
    observer.failed(path, error)
  }
}
