internal import GRDB
internal import GRDBSQLite

/// A prepared statement of GRDB, bound and stepped through SQLite's own calls: no value is boxed, columns are read in
/// place, and a column of an unexpected type is converted instead of trapping, as a damaged file may hold anything.
struct Query {
  private let statement: Statement
  private let path: String
  private var handle: SQLiteStatement { statement.sqliteStatement }

  init(_ statement: Statement, path: String) {
    self.statement = statement
    self.path = path
  }

  /// Positions count from 1.
  func bind(_ position: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(handle, position, value) } else { sqlite3_bind_null(handle, position) }
  }

  /// The bytes must stay where they are until the statement is reset.
  func bind(_ position: Int32, _ bytes: UnsafeRawBufferPointer) {
    // A null pointer would bind NULL.
    if let base = bytes.baseAddress, bytes.count > 0 {
      sqlite3_bind_blob64(handle, position, base, UInt64(bytes.count), nil)
    } else {
      sqlite3_bind_zeroblob(handle, position, 0)
    }
  }

  /// Runs a statement that gives no rows, and resets it.
  func run() throws {
    defer { reset() }
    while try step() {}
  }

  /// Runs with one blob bound at `position`.
  func run(blob: [UInt8], at position: Int32 = 1) throws {
    try blob.withUnsafeBytes { bytes in
      bind(position, bytes)
      try run()
    }
  }

  /// Calls `body` for each row, and resets the statement.
  func forEach(_ body: (Query) throws -> Void) throws {
    defer { reset() }
    while try step() { try body(self) }
  }

  /// True when there is a row.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
      throw StateError(resultCode: code, path: path, message: message)
    }
  }

  /// Ready for the next run; what was bound is forgotten. An error of the last step was thrown by that step.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Columns count from 0; 0 for NULL.
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// Valid until the next step; empty for NULL.
  func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    guard let base = sqlite3_column_blob(handle, column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column)))
  }
}
