/// A change that waits for the metadata writer, and the thread that waits for the change.
class Change: @unchecked Sendable {
  // Owner: the caller until it is queued, then the writer's thread until `done` is posted, then the caller again.
  let done = Signal()
  fileprivate(set) var failure: BlobStorageError?

  /// Runs the change inside the group's transaction. Throws only what must undo the whole group; a refusal is kept.
  func apply(_ transaction: MetadataTransaction) throws(BlobStorageError) {}

  /// Wakes the caller; `failure` is that of the group.
  func finish(_ failure: BlobStorageError?) {
    if let failure { self.failure = failure }
    done.post()
  }
}

/// A change with an answer.
final class ChangeWithAnswer<Answer: Sendable>: Change, @unchecked Sendable {
  private let body: @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer
  private var answer: Answer?

  init(_ body: @escaping @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer) { self.body = body }

  override func apply(_ transaction: MetadataTransaction) throws(BlobStorageError) {
    do throws(BlobStorageError) {
      answer = try body(transaction)
    } catch  where error.isRefusal {
      failure = error
    }
  }

  /// Call it once `done` was waited for.
  func outcome() throws(BlobStorageError) -> Answer {
    if let failure { throw failure }
    guard let answer else { throw BlobStorageError(.stopped, "the change was not carried out") }
    return answer
  }
}

extension BlobStorageError {
  /// True for a decision taken before anything was written; false for a failure that leaves the transaction half done.
  var isRefusal: Bool {
    switch code {
    case .inputOutput, .storageFull, .damaged, .stopped, .locked, .newerFormat, .notAStore, .keyMissing: false
    default: true
    }
  }

  /// True when the store is certain that the write did not happen: what was prepared for it may go. A full disk
  /// undoes the whole transaction; after any other failure of a commit the row may be there all the same.
  var leavesNothing: Bool { isRefusal || code == .storageFull }
}
