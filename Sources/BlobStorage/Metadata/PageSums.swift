internal import CPageSums
internal import GRDBSQLite

/// The sums of the pages of a metadata database: see CPageSums.h. A byte that rots in it makes the query that meets it
/// fail, in place of changing what the query finds.
enum PageSums {
  private static let registration = cairn_page_sums_register()

  /// Gives them to the connections that are opened from now on.
  static func register() throws(BlobStorageError) {
    guard registration == SQLITE_OK else { throw .sqlite(registration, "page sums cannot be had") }
  }

  /// What a connection is opened with that writes, and syncs every commit.
  static var gatheringLayer: UnsafePointer<CChar> { cairn_page_sums_gathering }

  /// How many fsyncs of databases failed in this process, also those that SQLite does not report: a checkpoint after
  /// a commit, the one when a connection closes.
  static var failedSyncs: UInt64 { cairn_page_sums_failed_syncs() }

  /// Throws `.stopped` when an fsync failed since there were `known`.
  static func requireSyncs(since known: UInt64) throws(BlobStorageError) {
    guard failedSyncs == known else {
      throw BlobStorageError(.stopped, "metadata database: fsync failed")
    }
  }

  /// Makes room for a sum in each page. A database that has pages already is written anew, in one transaction.
  static func reserve(_ connection: Connection, hasPages: Bool) throws(BlobStorageError) {
    var bytes = Int32(cairn_page_sum_bytes)
    let code = sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes)
    guard code == SQLITE_OK else { throw .sqlite(code, "no room for page sums") }
    if hasPages {
      try connection.run("VACUUM")
      try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// True for a file whose header says that its pages have sums.
  static func areIn(_ file: FileDescriptor) throws(BlobStorageError) -> Bool {
    let header = try file.read(at: 0, limit: headerBytes)
    return header.count == headerBytes && header.withUnsafeBytes { cairn_page_sums_are_in($0.baseAddress) == 1 }
  }

  /// True when the page at `offset` is the one written.
  static func prove(_ page: [UInt8], at offset: Int64) -> Bool {
    page.withUnsafeBytes { cairn_page_sums_prove($0.baseAddress, $0.count, UInt64(clamping: offset)) == 1 }
  }

  /// SQLite, "Database File Format", section 1.3.
  static let headerBytes = Int(cairn_page_sum_header_bytes)
}
