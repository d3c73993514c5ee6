internal import GRDB
internal import StorageModel
internal import Synchronization

/// One connection to one database file, and the memory of what went wrong on it.
///
/// The connection lives on the serial queue of its `DatabaseQueue`; every method here runs its work there.
final class StateConnection: Sendable {
  let path: String
  /// Seeds the checksums of rows, so that rows of another pair's file are not believed.
  let seed: UInt64
  private let queue: DatabaseQueue
  private let state = Mutex(State())

  private struct State {
    var isClosed = false
    var isDamaged = false
  }

  init(path: String, seed: UInt64, configuration: Configuration) throws(StateError) {
    self.path = path
    self.seed = seed
    do { queue = try DatabaseQueue(path: path, configuration: configuration) } catch {
      throw StateError(error, path: path)
    }
  }

  /// True once SQLite or a checksum reported damage.
  var isDamaged: Bool { state.withLock { $0.isDamaged } }

  func noteDamage() { state.withLock { $0.isDamaged = true } }

  /// Runs `body` now and waits for it: for reads, and for writes outside of concurrent work.
  func perform<Value>(_ body: (Session) throws -> Value) throws(StateError) -> Value {
    try checkOpen()
    do {
      return try queue.inDatabase { try body(Session($0, connection: self)) }
    } catch {
      throw noted(error)
    }
  }

  /// Runs `body` on the connection's queue after everything submitted before; the calling task is suspended, its
  /// thread is not. Not cancellable: it takes milliseconds, and half a batch would be worth nothing.
  func submit<Value: Sendable>(
    _ body: @escaping @Sendable (Session) throws -> Value
  ) async -> Result<Value, StateError> {
    do { try checkOpen() } catch { return .failure(error) }
    return await withCheckedContinuation { continuation in
      queue.asyncWriteWithoutTransaction { database in
        do {
          continuation.resume(returning: .success(try body(Session(database, connection: self))))
        } catch {
          continuation.resume(returning: .failure(self.noted(error)))
        }
      }
    }
  }

  /// Closes the connection; a second call does nothing.
  func close() throws(StateError) {
    let wasClosed = state.withLock { state in
      defer { state.isClosed = true }
      return state.isClosed
    }
    guard !wasClosed else { return }
    do { try queue.close() } catch { throw StateError(error, path: path) }
  }

  private func checkOpen() throws(StateError) {
    if state.withLock({ $0.isClosed }) { throw StateError(.closed, path: path, message: "the state is closed") }
  }

  private func noted(_ error: any Error) -> StateError {
    let error = StateError(error, path: path)
    if error.code == .damaged { noteDamage() }
    return error
  }
}

/// The connection while its queue runs one piece of work. Never kept beyond it.
struct Session {
  let database: Database
  let connection: StateConnection

  init(_ database: Database, connection: StateConnection) {
    self.database = database
    self.connection = connection
  }

  var seed: UInt64 { connection.seed }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws { try database.execute(sql: sql) }

  /// The prepared statement for `sql`, kept by the connection for the next time.
  func prepare(_ sql: String) throws -> Query { Query(try database.cachedStatement(sql: sql), path: connection.path) }

  /// How many rows the last statement changed.
  var changedRows: Int { database.changesCount }

  /// All of `body` or nothing.
  func transaction(_ body: () throws -> Void) throws {
    try database.inTransaction(.immediate) {
      try body()
      return .commit
    }
  }
}
