internal import Glibc

/// Opens the metadata database of a store, and refuses one that lost something.
///
/// Order: the file; room for page sums; the log, which this connection keeps from going away with any other one; the
/// migrations. A store of the first format gets its page sums here, and the new format is noted afterwards: a crash in
/// between does it again.
struct MetadataFile {
  let folder: StoreFolder

  private var path: String { folder.databasePath }
  private var logPath: String { path + "-wal" }

  /// The connection that writes, and the database's file, which nobody closes before every connection is closed:
  /// closing any descriptor of a file drops the locks that SQLite has on it (fcntl(2)), and the next program that looks
  /// into the database, as the last one that it can see, would remove the log on leaving.
  ///
  /// Throws `.damaged` for a database that is missing beside blobs, whose head is not the one written, or whose log is
  /// missing after an end that was not orderly; `.newerFormat`; and `.stopped` when an fsync failed.
  func open() throws(BlobStorageError) -> (connection: Connection, file: FileDescriptor) {
    try PageSums.register()
    let syncs = PageSums.failedSyncs
    // Made by SQLite it would have the mode that the umask leaves; the log takes the mode of the database.
    let file = try FileDescriptor.open(path, O_RDWR | O_CREAT)
    let isEmpty = file.sizeBytes == 0
    if isEmpty { try requireNoBlobs() }
    // A journal is there only while the first page is being made: SQLite takes that back by itself.
    let isHalfMade = access(path + "-journal", F_OK) == 0
    let hasSums = try PageSums.areIn(file)
    guard isEmpty || isHalfMade || !folder.hasPageSums || hasSums else {
      throw BlobStorageError(.damaged, "the head of \(path) is not the one written: restore it from a copy")
    }
    let hadLog = access(logPath, F_OK) == 0
    let connection = try Connection(path: path, isReadOnly: false)
    if isEmpty { try PageSums.reserve(connection, hasPages: false) }
    try requireLog(connection)
    try Schema.requireKnown(connection)
    if !isEmpty, !hadLog { try requireOrderlyEnd(connection) }
    // With NORMAL a power cut takes every commit since the last checkpoint.
    try connection.run("PRAGMA synchronous = FULL")
    try Schema.migrate(path: path)
    if try !PageSums.areIn(file) { try PageSums.reserve(connection, hasPages: true) }
    try folder.notePageSums()
    try connection.run("PRAGMA wal_autocheckpoint = 4096")
    // Debian's SQLite writes zeros over every page that a deleted body leaves, through the log: twice the work of a
    // delete. Files that are unlinked are not overwritten either.
    try connection.run("PRAGMA secure_delete = FAST")
    try connection.run("PRAGMA cache_size = -8192")
    try PageSums.requireSyncs(since: syncs)
    return (connection, file)
  }

  private func requireNoBlobs() throws(BlobStorageError) {
    let hasNone = try folder.home.isWithoutBlobs()
    guard hasNone else {
      throw BlobStorageError(
        .damaged, "\(path) is missing or empty, and there are blobs that it should name: restore it from a copy")
    }
  }

  /// Makes the log, or takes up the one that is there. In any other mode a power cut could take the last commit.
  private func requireLog(_ connection: Connection) throws(BlobStorageError) {
    let query = try Query(connection, "PRAGMA journal_mode = WAL")
    let mode = try query.step() ? query.text(0) : ""
    query.reset()
    guard mode == "wal" else {
      throw BlobStorageError(.inputOutput, "metadata database: it has no write-ahead log (\(mode))")
    }
    // The first read opens the log.
    try connection.run("SELECT count(*) FROM sqlite_master")
  }

  /// After a crash what was committed last is in the log only. Without it the store would take its newest blobs for
  /// leftovers and sweep them.
  private func requireOrderlyEnd(_ connection: Connection) throws(BlobStorageError) {
    let tables = try Query(connection, "SELECT 1 FROM sqlite_master WHERE name = 'counter'")
    guard try tables.step() else { return }
    tables.reset()
    guard try Counters.value(connection, "clean") != 1 else { return }
    throw BlobStorageError(
      .damaged,
      "\(logPath) is missing, and with it what was written last: put it back, or make an empty file of that name to "
        + "go on without")
  }
}
