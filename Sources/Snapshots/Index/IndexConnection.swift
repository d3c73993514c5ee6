internal import GRDBSQLite

/// A failure of the local index: a cache, so that the remedy is to remove it.
struct IndexCacheError: Error {
  let code: Int32
  let message: String

  var isDamage: Bool { code & 0xff == SQLITE_CORRUPT || code & 0xff == SQLITE_NOTADB }
}

/// One connection to the SQLite file of the local index. Used by one thread at a time: its owner holds a lock.
final class IndexConnection: @unchecked Sendable {
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  init(path: String) throws(IndexCacheError) {
    // Full mutex is not needed: LocalIndex's lock owns the connection.
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK else {
      let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(handle)
      throw IndexCacheError(code: code, message: message)
    }
    sqlite3_busy_timeout(handle, 60_000)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  func failure(_ code: Int32) -> IndexCacheError {
    IndexCacheError(code: code, message: handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no connection")
  }

  func execute(_ sql: String) throws(IndexCacheError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// The statement for `sql`, prepared once and ready to be bound.
  func statement(_ sql: String) throws(IndexCacheError) -> IndexStatement {
    if let known = statements[sql] {
      sqlite3_reset(known)
      return IndexStatement(connection: self, handle: known)
    }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw failure(code) }
    statements[sql] = prepared
    return IndexStatement(connection: self, handle: prepared)
  }

  /// All of `body` or nothing; waits for other processes.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try execute("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      // The first error is the one to report; the file goes back by itself when it is opened again.
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// How many rows the last statement changed.
  var changedRows: Int { Int(sqlite3_changes(handle)) }

  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }
}

/// A prepared statement of the local index. Positions count from 1, columns from 0.
struct IndexStatement {
  let connection: IndexConnection
  let handle: OpaquePointer

  func bind(_ position: Int32, _ value: Int64) { sqlite3_bind_int64(handle, position, value) }

  func bind(_ position: Int32, _ value: UInt32?) {
    if let value { sqlite3_bind_int64(handle, position, Int64(value)) } else { sqlite3_bind_null(handle, position) }
  }

  /// Binds the 32 bytes.
  func bind(_ position: Int32, _ id: StorageID) {
    let bytes = id.bytes
    bytes.withUnsafeBytes { buffer in
      _ = sqlite3_bind_blob(handle, position, buffer.baseAddress, Int32(buffer.count), Self.transient)
    }
  }

  func bind(_ position: Int32, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      _ = sqlite3_bind_blob(handle, position, buffer.baseAddress, Int32(clamping: buffer.count), Self.transient)
    }
  }

  /// True when there is a row; at the end the statement is reset.
  func step() throws(IndexCacheError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    case let code:
      let error = connection.failure(code)
      sqlite3_reset(handle)
      throw error
    }
  }

  func run() throws(IndexCacheError) {
    while try step() {}
  }

  func reset() { sqlite3_reset(handle) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func id(_ column: Int32) -> StorageID? {
    guard let base = sqlite3_column_blob(handle, column) else { return nil }
    return StorageID(raw: UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column))))
  }

  /// SQLITE_TRANSIENT is a macro with a cast, which Swift does not import.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
