internal import Synchronization

/// The one thread that writes metadata.
///
/// It takes everything that waits, runs it in one transaction (WAL, synchronous=FULL: one fsync), and tells the
/// callers only after the commit. Checkpoints happen on this connection only, as SQLite before 3.51.3 may corrupt the
/// file when two connections write or checkpoint at once. After a failed fsync it acknowledges nothing any more.
final class MetadataWriter: Sendable {
  /// How many changes one transaction takes at most: bounds how long a caller waits for its neighbours.
  static let groupLimit = 512

  private struct State {
    var waiting: [Change] = []
    var isClosed = false
    var failure: BlobStorageError?
  }

  private let connection: Connection
  private let state = Mutex(State())
  private let work = Signal()
  private let thread = SystemThread()
  private let onFailure: @Sendable (BlobStorageError) -> Void
  private let onGarbage: @Sendable ([BlobFile]) -> Void

  /// `onFailure` is called once, on whichever thread noticed, when the store must stop; `onGarbage` after each commit
  /// that took the last row of some blobs, on the writer's thread, and before the callers are told.
  init(
    _ connection: Connection, onFailure: @escaping @Sendable (BlobStorageError) -> Void,
    onGarbage: @escaping @Sendable ([BlobFile]) -> Void
  ) throws(BlobStorageError) {
    self.connection = connection
    self.onFailure = onFailure
    self.onGarbage = onGarbage
    try thread.start { [self] in
      while runGroup() {}
    }
  }

  /// Runs `body` in the next transaction and returns when it is durable. `body` decides and then writes: a refusal
  /// must not have changed anything, because its neighbours in the group are committed all the same.
  func commit<Answer: Sendable>(
    _ body: @escaping @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer
  ) throws(BlobStorageError) -> Answer {
    try ResidentReader.checkMayWait()
    let change = AwaitedChange(body)
    try enqueue(change)
    return try change.wait()
  }

  /// As ``commit(_:)``, and returns at once: `then` runs in the inbox's own time, with what `commit` would have
  /// returned or thrown.
  func commit<Answer: Sendable>(
    _ body: @escaping @Sendable (MetadataTransaction) throws(BlobStorageError) -> Answer,
    reportingTo inbox: any OutcomeInbox, _ then: @escaping @Sendable (Result<Answer, BlobStorageError>) -> Void
  ) {
    let change = ReportedChange(inbox, body, then: then)
    do throws(BlobStorageError) {
      try enqueue(change)
    } catch {
      change.finish(error)
      inbox.deliver([{ change.report() }])
    }
  }

  /// Refuses everything from now on.
  func stop(_ error: BlobStorageError) {
    let isFirst = state.withLock { state in
      guard state.failure == nil else { return false }
      state.failure = error
      return true
    }
    if isFirst { onFailure(error) }
  }

  /// Why the store stopped; nil while it works.
  var failure: BlobStorageError? { state.withLock { $0.failure } }

  /// Commits what waits, then ends the thread.
  func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    work.post()
    thread.join()
    // The log is complete without it; this only makes the next start faster.
    try? connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func enqueue(_ change: Change) throws(BlobStorageError) {
    let (refusal, isFirst) = state.withLock { state -> (BlobStorageError?, Bool) in
      if let failure = state.failure {
        return (BlobStorageError(.stopped, failure.message, errno: failure.errno), false)
      }
      if state.isClosed { return (BlobStorageError(.stopped, "the store is closed"), false) }
      state.waiting.append(change)
      return (nil, state.waiting.count == 1)
    }
    if let refusal { throw refusal }
    if isFirst { work.post() }
  }

  /// False when the writer is closed and nothing waits.
  private func runGroup() -> Bool {
    work.wait()
    while true {
      let (group, isClosed) = state.withLock { state -> ([Change], Bool) in
        let group = Array(state.waiting.prefix(Self.groupLimit))
        state.waiting.removeFirst(group.count)
        return (group, state.isClosed)
      }
      if group.isEmpty { return !isClosed }
      run(group)
    }
  }

  private func run(_ group: [Change]) {
    var failure = self.failure
    if failure == nil {
      failure = attempt(group)
      // What the log takes is room, too: a deletion must not fail for want of it.
      if failure?.code == .storageFull, emptyLog() { failure = attempt(group) }
    }
    if let failure, failure.code == .stopped { stop(failure) }
    for change in group { change.finish(failure) }
    report(group)
  }

  /// Hands outcomes to their inboxes, those of one inbox together. There are as many inboxes as event loops.
  private func report(_ group: [Change]) {
    var letters: [(inbox: any OutcomeInbox, outcomes: [@Sendable () -> Void])] = []
    for change in group {
      guard let inbox = change.inbox else { continue }
      if let place = letters.firstIndex(where: { $0.inbox === inbox }) {
        letters[place].outcomes.append({ change.report() })
      } else {
        letters.append((inbox, [{ change.report() }]))
      }
    }
    for letter in letters { letter.inbox.deliver(letter.outcomes) }
  }

  /// Runs the group in one transaction; the error that undid it, or that makes it uncertain.
  private func attempt(_ group: [Change]) -> BlobStorageError? {
    do throws(BlobStorageError) {
      let syncs = PageSums.failedSyncs
      let garbage = try connection.transaction("BEGIN IMMEDIATE") { () throws(BlobStorageError) in
        let transaction = try MetadataTransaction(connection)
        for change in group { try change.apply(transaction) }
        try transaction.seal()
        return transaction.garbage
      }
      // A checkpoint after the commit may have failed without a word.
      try PageSums.requireSyncs(since: syncs)
      if !garbage.isEmpty { onGarbage(garbage) }
      return nil
    } catch {
      return error
    }
  }

  /// Moves the log into the database and gives its room back; false when that cannot be done either.
  private func emptyLog() -> Bool {
    do throws(BlobStorageError) {
      try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
      return true
    } catch {
      return false
    }
  }
}
