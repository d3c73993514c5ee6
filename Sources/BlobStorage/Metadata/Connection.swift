internal import CResidentReads
internal import GRDBSQLite

/// A connection to the metadata, with its prepared statements.
///
/// SQLite's own functions and no wrapper: passing each read through GRDB's pool cost 16 % of the CPU of a HEAD at 32
/// connections (queues handed over between 48 threads). GRDB makes and migrates the tables, see ``Schema``.
final class Connection: @unchecked Sendable {
  // Owner: the writer's thread, or whoever borrowed it from the ReaderPool; one at a time.
  let handle: OpaquePointer
  private var statements: [StatementText: OpaquePointer] = [:]
  /// What a resident connection reads the database by.
  private var pages: FileDescriptor?

  /// Hashed by its length alone: hashing 300 bytes for each of the six statements of a PUT costs more than comparing,
  /// and the texts are literals, of which a comparison finds that they are the same without looking at the bytes.
  private struct StatementText: Hashable {
    let sql: String

    func hash(into hasher: inout Hasher) { hasher.combine(sql.utf8.count) }
  }

  init(path: String, isReadOnly: Bool) throws(BlobStorageError) {
    var handle: OpaquePointer?
    let mode = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let layer = isReadOnly ? nil : PageSums.gatheringLayer
    let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX, layer)
    guard code == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw .sqlite(code, "cannot be opened")
    }
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 10_000)
    // The log stays when the last connection closes: a log that is not there was taken away, see MetadataFile.
    var isKept: Int32 = 1
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &isKept)
  }

  /// A connection that only reads, and only what is in memory: a read that would have to wait for the disk or for a
  /// lock throws `.wouldWait`. Opening it does wait. `pages` is where they are looked for: the database.
  static func resident(path: String, pages: FileDescriptor) throws(BlobStorageError) -> Connection {
    let connection = try Connection(path: path, isReadOnly: true)
    connection.pages = pages
    try connection.run("PRAGMA mmap_size = 0")
    // Opens the log too, which a connection does with its first read.
    try connection.run("SELECT count(*) FROM bucket")
    let code = cairn_resident_only(UnsafeMutableRawPointer(connection.handle), pages.number, path + "-wal")
    guard code == SQLITE_OK else { throw .sqlite(code, "cannot be opened for reads from memory") }
    sqlite3_busy_timeout(connection.handle, 0)
    return connection
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// The prepared statement of a text, which should be a literal: statements stay for as long as the connection.
  func statement(_ sql: String) throws(BlobStorageError) -> OpaquePointer {
    if let known = statements[StatementText(sql: sql)] { return known }
    var made: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard code == SQLITE_OK, let made else { throw failure(code) }
    statements[StatementText(sql: sql)] = made
    return made
  }

  /// Runs a statement without parameters.
  func run(_ sql: String) throws(BlobStorageError) { try Query(self, sql).run() }

  /// Runs `body` between `begin` and COMMIT; whatever it or the commit throws, nothing of it stays.
  func transaction<Value>(
    _ begin: String, _ body: () throws(BlobStorageError) -> Value
  ) throws(BlobStorageError) -> Value {
    try run(begin)
    do throws(BlobStorageError) {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      // Some errors roll back by themselves; otherwise it must be done, and its own failure says nothing new.
      if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  /// The error of the call that just failed.
  func failure(_ code: Int32) -> BlobStorageError {
    .sqlite(code, sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error")
  }
}
