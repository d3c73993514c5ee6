internal import StorageModel
internal import Synchronization

/// Where a listing's pages ended, for the ranges of the next run.
final class ListingCuts: Sendable {
  /// From the run before, ascending.
  let known: [ObjectKey]
  private let found = Mutex<[ObjectKey]>([])

  init(known: [ObjectKey]) { self.known = known }

  /// Called from several ranges at once.
  func add(_ key: ObjectKey) { found.withLock { $0.append(key) } }

  /// What this run found, ascending; nil when it is what was known.
  var changed: [ObjectKey]? {
    let sorted = found.withLock { $0.sorted() }
    return sorted == known ? nil : sorted
  }
}
