/// A change that waits for the metadata writer.
class Change: @unchecked Sendable {
  // Owner: the caller until it is queued, then the writer's thread until it is finished, then whoever gets the outcome.
  fileprivate(set) var failure: BlobStorageError?

  /// Who takes the outcome; nil where a thread waits for it.
  var inbox: (any OutcomeInbox)? { nil }

  /// Runs the change inside the group's transaction; again, where that was undone. Throws only what must undo the
  /// whole group; a refusal is kept.
  func apply(_ transaction: MetadataTransaction) throws(BlobStorageError) {}

  /// The group is over; `failure` is that of the group.
  func finish(_ failure: BlobStorageError?) {
    if let failure { self.failure = failure }
  }

  /// Hands the outcome to who is to have it, in the inbox's own time.
  func report() {}
}

/// Where the outcomes of changes go that no thread waits for: an event loop.
package protocol OutcomeInbox: AnyObject, Sendable {
  /// Takes those of one group, to run them one after another, soon and elsewhere: a wake-up for each group in place of
  /// one for each change.
  func deliver(_ outcomes: [@Sendable () -> Void])
}

/// A change with an answer.
class ChangeWithAnswer<Answer: Sendable>: Change, @unchecked Sendable {
  private let body: @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer
  private var answer: Answer?

  init(_ body: @escaping @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer) { self.body = body }

  override func apply(_ transaction: MetadataTransaction) throws(BlobStorageError) {
    failure = nil
    do throws(BlobStorageError) {
      answer = try body(transaction)
    } catch  where error.isRefusal {
      failure = error
    }
  }

  /// Call it once the change is finished.
  func outcome() throws(BlobStorageError) -> Answer {
    if let failure { throw failure }
    guard let answer else { throw BlobStorageError(.stopped, "the change was not carried out") }
    return answer
  }
}

/// A change that a thread waits for.
final class AwaitedChange<Answer: Sendable>: ChangeWithAnswer<Answer>, @unchecked Sendable {
  private let done = Signal()

  override func finish(_ failure: BlobStorageError?) {
    super.finish(failure)
    done.post()
  }

  func wait() throws(BlobStorageError) -> Answer {
    done.wait()
    return try outcome()
  }
}

/// A change whose outcome goes to an inbox.
final class ReportedChange<Answer: Sendable>: ChangeWithAnswer<Answer>, @unchecked Sendable {
  private let target: any OutcomeInbox
  private let then: @Sendable (Result<Answer, BlobStorageError>) -> Void

  init(
    _ target: any OutcomeInbox, _ body: @escaping @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer,
    then: @escaping @Sendable (Result<Answer, BlobStorageError>) -> Void
  ) {
    self.target = target
    self.then = then
    super.init(body)
  }

  override var inbox: (any OutcomeInbox)? { target }

  override func report() {
    do throws(BlobStorageError) {
      then(.success(try outcome()))
    } catch {
      then(.failure(error))
    }
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
