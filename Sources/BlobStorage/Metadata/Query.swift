internal import CResidentReads
internal import GRDBSQLite

/// A prepared statement of a connection, bound and stepped. Run it to its end or `reset()` it: until then its
/// connection keeps the state that it reads.
struct Query {
  private let connection: Connection
  private let statement: OpaquePointer

  init(_ connection: Connection, _ sql: String) throws(BlobStorageError) {
    self.connection = connection
    statement = try connection.statement(sql)
    sqlite3_reset(statement)
  }

  @discardableResult
  func bind(_ value: Int64?, at index: Int32) -> Query {
    if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
    return self
  }

  /// The bytes are copied (SQLITE_TRANSIENT).
  @discardableResult
  func bind(_ bytes: [UInt8]?, at index: Int32) -> Query {
    guard let bytes else {
      sqlite3_bind_null(statement, index)
      return self
    }
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(statement, index, 0)
    } else {
      bytes.withUnsafeBytes { buffer in
        _ = sqlite3_bind_blob(statement, index, buffer.baseAddress, Int32(clamping: buffer.count), Self.transient)
      }
    }
    return self
  }

  @discardableResult
  func bind(_ text: String?, at index: Int32) -> Query {
    guard var text else {
      sqlite3_bind_null(statement, index)
      return self
    }
    text.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        _ = sqlite3_bind_text(
          statement, index, characters.baseAddress, Int32(clamping: characters.count), Self.transient)
      }
    }
    return self
  }

  /// True when there is a row.
  func step() throws(BlobStorageError) -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(statement)
      return false
    case let code:
      let error = connection.failure(code)
      sqlite3_reset(statement)
      throw error
    }
  }

  /// Runs a statement that has no rows, or none of interest.
  func run() throws(BlobStorageError) {
    while try step() {}
  }

  /// Ends the statement before its last row.
  func reset() { sqlite3_reset(statement) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// Empty for NULL.
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }

  func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// Empty for NULL.
  func text(_ column: Int32) -> String { String(decoding: textBytes(column), as: UTF8.self) }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  private func textBytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    guard let start = sqlite3_column_text(statement, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
  }

  /// SQLITE_TRANSIENT is a macro with a cast, which Swift does not import.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension BlobStorageError {
  /// The error for a result code of SQLite. A failed fsync of the database counts as ``Code/stopped``: whether the
  /// commit is on the disk is not known any more.
  static func sqlite(_ code: Int32, _ message: String) -> BlobStorageError {
    let text = "metadata database: \(message) (SQLite \(code))"
    switch code {
    case ioErrorFsync, ioErrorDirectoryFsync: return BlobStorageError(.stopped, text)
    case cairn_resident_would_wait: return BlobStorageError(.wouldWait, text)
    case ioErrorData:
      return BlobStorageError(.damaged, "metadata database: a page is not the one written (SQLite \(code))")
    case _ where code & 0xff == SQLITE_FULL: return BlobStorageError(.storageFull, text)
    case _ where code & 0xff == SQLITE_CORRUPT || code & 0xff == SQLITE_NOTADB: return BlobStorageError(.damaged, text)
    default: return BlobStorageError(.inputOutput, text)
    }
  }

  /// SQLITE_IOERR_FSYNC, _DIR_FSYNC and _DATA: macros with arithmetic, which Swift does not import.
  private static var ioErrorFsync: Int32 { SQLITE_IOERR | (4 << 8) }
  private static var ioErrorDirectoryFsync: Int32 { SQLITE_IOERR | (5 << 8) }
  private static var ioErrorData: Int32 { SQLITE_IOERR | (32 << 8) }
}
