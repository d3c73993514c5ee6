internal import BlobStorage
internal import S3Protocol

/// An answer that waits for a change of the store. Everything else has been checked; the change decides the rest. No
/// thread waits with it.
struct PendingAnswer: Sendable {
  /// Makes the answer once the change was made; throws what it was refused with. May block.
  typealias Maker = @Sendable () throws(S3Error) -> Answer

  private let change: @Sendable (any OutcomeInbox, @escaping @Sendable (@escaping Maker) -> Void) -> Void

  /// `answer` runs after the change, with what came of it.
  init<Outcome>(
    _ change: StoreChange<Outcome>, _ context: ServerContext,
    answer: @escaping @Sendable (Outcome) throws(S3Error) -> Answer
  ) {
    self.change = { inbox, then in
      context.store.make(change, reportingTo: inbox) { result in
        then { () throws(S3Error) -> Answer in
          try answer(try context.storing { (_) throws(BlobStorageError) in try result.get() })
        }
      }
    }
  }

  private init(
    change: @escaping @Sendable (any OutcomeInbox, @escaping @Sendable (@escaping Maker) -> Void) -> Void
  ) { self.change = change }

  /// Starts the change; `then` gets what makes the answer, in the inbox's own time.
  func start(reportingTo inbox: any OutcomeInbox, _ then: @escaping @Sendable (@escaping Maker) -> Void) {
    change(inbox, then)
  }

  /// The same with another answer.
  func map(_ transform: @escaping @Sendable (Answer) throws(S3Error) -> Answer) -> PendingAnswer {
    remade { make in { () throws(S3Error) -> Answer in try transform(try make()) } }
  }

  /// The same with another refusal.
  func mapRefusal(_ transform: @escaping @Sendable (S3Error) -> S3Error) -> PendingAnswer {
    remade { make in
      { () throws(S3Error) -> Answer in
        do throws(S3Error) {
          return try make()
        } catch {
          throw transform(error)
        }
      }
    }
  }

  private func remade(_ transform: @escaping @Sendable (@escaping Maker) -> Maker) -> PendingAnswer {
    let change = change
    return PendingAnswer { inbox, then in change(inbox) { then(transform($0)) } }
  }
}
