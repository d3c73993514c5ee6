internal import GRDB
package import StorageModel

/// One change to the rows.
package enum StateChange: Hashable, Sendable {
  case put(StateRecord)
  case remove(PathBytes)
  /// The run made this version of the object at a path.
  case made(PathBytes, MadeVersion)

  var path: PathBytes {
    switch self {
    case .put(let record): record.path
    case .remove(let path), .made(let path, _): path
    }
  }
}

/// Writes state rows in batches, in key order, one transaction each, on the writer connection's own thread.
///
/// Order of writes: a row is given here only after the store acknowledged what it says. A row is durable against a
/// crash of the process once its batch is committed; a power cut may take the last commits (WAL, synchronous=NORMAL),
/// which costs time in the next run. Memory: one batch, and one more for each caller that waits for a commit.
package actor StateWriter {
  private let connection: StateConnection
  private let batchChanges: Int
  private var pending: [StateChange] = []
  private var run: Int64?
  private var failure: StateError?

  init(connection: StateConnection, batchChanges: Int) {
    self.connection = connection
    self.batchChanges = max(1, batchChanges)
  }

  /// From now on versions are remembered as made by this run. Without one they are not remembered.
  package func attribute(to run: RunRecord) { self.run = run.id }

  /// Puts or replaces a row; waits only when a batch is full. After a failed commit every call throws its error.
  package func put(_ record: StateRecord) async throws(StateError) { try await apply([.put(record)]) }

  /// Removes a row, if there is one.
  package func remove(_ path: PathBytes) async throws(StateError) { try await apply([.remove(path)]) }

  /// Several changes at once; of two to the same path the later one counts.
  package func apply(_ changes: [StateChange]) async throws(StateError) {
    if let failure { throw failure }
    pending += changes
    if pending.count >= batchChanges { try await commit() }
  }

  /// Returns when everything that was given before is committed.
  package func flush() async throws(StateError) {
    try await commit()
    if let failure { throw failure }
  }

  private func commit() async throws(StateError) {
    let batch = pending
    let run = self.run
    pending = []
    let result = await connection.submit { session in
      if !batch.isEmpty { try RowTable.apply(batch, run: run, session) }
    }
    if case .failure(let error) = result {
      failure = failure ?? error
      throw error
    }
  }
}
