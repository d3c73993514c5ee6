internal import GRDB
internal import StorageModel

/// The table of state rows and its statements.
///
/// `inode`, `sizeBytes` and `digest` (its first 8 bytes) repeat what is sealed in `facts`, for the two partial indexes
/// by which renamed files are found. Digests come in random order, so that nearly every new row dirties a page of its
/// own: 200,000 new rows take 0.7 s of CPU without indexes, 1.1 s with the one by inode, whose order mostly follows
/// that of the paths, 4.7 s with both. So files below 64 KiB are in neither (sending one anew costs about as much as
/// copying it on the server), and only files from 1 MiB on are found by digest. Files from 8 MiB on, of which there are
/// few, are found by their size alone: it says whether hashing a file before it is sent can be worth it.
enum RowTable {
  static let inodeFromBytes: Int64 = 64 << 10
  static let digestFromBytes: Int64 = 1 << 20
  static let sizeFromBytes: Int64 = 8 << 20

  static let schema = """
    CREATE TABLE rows (
      path BLOB NOT NULL PRIMARY KEY, facts BLOB NOT NULL, inode INTEGER, sizeBytes INTEGER, digest INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX rowsByInode ON rows (inode, sizeBytes) WHERE inode IS NOT NULL;
    CREATE INDEX rowsByDigest ON rows (digest) WHERE digest IS NOT NULL;
    CREATE INDEX rowsBySize ON rows (sizeBytes) WHERE sizeBytes >= 8388608;
    """

  /// Leaves the indexes alone where their columns stay the same.
  private static let update = """
    UPDATE rows SET facts = ?2 WHERE path = ?1 AND inode IS ?3 AND sizeBytes IS ?4 AND digest IS ?5
    """

  private static let upsert = """
    INSERT INTO rows (path, facts, inode, sizeBytes, digest) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (path) DO UPDATE SET
      facts = excluded.facts, inode = excluded.inode, sizeBytes = excluded.sizeBytes, digest = excluded.digest
    """

  /// One transaction, in key order; of several changes to a path the last one counts.
  static func apply(_ changes: [StateChange], run: Int64?, _ session: Session) throws {
    let order = changes.indices.sorted { left, right in
      let order = compareBytes(changes[left].path.bytes, changes[right].path.bytes)
      return order == 0 ? left < right : order < 0
    }
    let puts = [try session.prepare(update), try session.prepare(upsert)]
    let delete = try session.prepare("DELETE FROM rows WHERE path = ?1")
    try session.transaction {
      for index in order {
        switch changes[index] {
        case .put(let record): try put(record, puts, session)
        case .remove(let path): try delete.run(blob: path.bytes)
        case .made(let path, let version):
          if let run { try VersionTable.insert(version, at: path, run: run, session) }
        }
      }
    }
  }

  private static func put(_ record: StateRecord, _ statements: [Query], _ session: Session) throws {
    let sizeBytes = record.file?.sizeBytes ?? record.object?.sizeBytes ?? 0
    let inode = sizeBytes >= inodeFromBytes ? record.file.map { Int64(bitPattern: $0.inode) } : nil
    let digest = sizeBytes >= digestFromBytes ? record.contentDigest.map { Int64(bitPattern: $0.words.0) } : nil
    try record.path.bytes.withUnsafeBytes { path in
      try record.sealed(seed: session.seed).withUnsafeBytes { facts in
        // Without indexed columns the second one alone costs less.
        for statement in inode == nil && digest == nil ? statements.suffix(1) : statements[...] {
          statement.bind(1, path)
          statement.bind(2, facts)
          statement.bind(3, inode)
          statement.bind(4, inode == nil ? nil : sizeBytes)
          statement.bind(5, digest)
          try statement.run()
          if session.changedRows > 0 { return }
        }
      }
    }
  }

  /// Up to `limit` rows after `path` in byte order, appended to `records`; nil `path` starts at the beginning. Returns
  /// the last path that was read, nil at the end. A row whose checksum does not agree is left out and noted as damage.
  static func read(
    after path: [UInt8]?, limit: Int, into records: inout [StateRecord], _ session: Session
  ) throws -> [UInt8]? {
    let statement = try session.prepare(
      path == nil
        ? "SELECT path, facts FROM rows ORDER BY path LIMIT ?1"
        : "SELECT path, facts FROM rows WHERE path > ?2 ORDER BY path LIMIT ?1")
    var last: [UInt8]?
    var previous = path
    try (path ?? []).withUnsafeBytes { start in
      statement.bind(1, Int64(limit))
      if path != nil { statement.bind(2, start) }
      try statement.forEach { row in
        let key = row.blob(0)
        guard StateRecord.read(path: key, sealed: row.blob(1), seed: session.seed, into: &records) else {
          session.connection.noteDamage()
          last = Array(key)
          return
        }
        let bytes = records[records.count - 1].path.bytes
        if let previous, compareBytes(previous, bytes) >= 0 {
          throw StateError(.damaged, path: session.connection.path, message: "its rows are out of order")
        }
        previous = bytes
        last = bytes
      }
    }
    return last
  }

  static func record(at path: PathBytes, _ session: Session) throws -> StateRecord? {
    let statement = try session.prepare("SELECT path, facts FROM rows WHERE path = ?1")
    return try path.bytes.withUnsafeBytes { bytes in
      statement.bind(1, bytes)
      return try matches(of: statement, session).first
    }
  }

  /// At most 16 rows of files of this inode and size.
  static func records(inode: UInt64, sizeBytes: Int64, _ session: Session) throws -> [StateRecord] {
    let statement = try session.prepare(
      "SELECT path, facts FROM rows WHERE inode = ?1 AND sizeBytes = ?2 ORDER BY path LIMIT 16")
    statement.bind(1, Int64(bitPattern: inode))
    statement.bind(2, sizeBytes)
    return try matches(of: statement, session).filter {
      $0.file?.inode == inode && $0.file?.sizeBytes == sizeBytes
    }
  }

  /// At most 16 rows of files of this size, which is 8 MiB at least; none for smaller ones.
  static func records(sizeBytes: Int64, _ session: Session) throws -> [StateRecord] {
    guard sizeBytes >= sizeFromBytes else { return [] }
    // The second condition is the index's own: without it SQLite would read the whole table.
    let statement = try session.prepare(
      "SELECT path, facts FROM rows WHERE sizeBytes = ?1 AND sizeBytes >= 8388608 LIMIT 16")
    statement.bind(1, sizeBytes)
    return try matches(of: statement, session).filter { $0.file?.sizeBytes == sizeBytes }
  }

  /// At most 16 rows whose content has this digest.
  static func records(digest: ContentDigest, _ session: Session) throws -> [StateRecord] {
    let statement = try session.prepare("SELECT path, facts FROM rows WHERE digest = ?1 ORDER BY path LIMIT 16")
    statement.bind(1, Int64(bitPattern: digest.words.0))
    return try matches(of: statement, session).filter { $0.contentDigest == digest }
  }

  private static func matches(of statement: Query, _ session: Session) throws -> [StateRecord] {
    var found: [StateRecord] = []
    try statement.forEach { row in
      if let record = StateRecord(path: row.blob(0), sealed: row.blob(1), seed: session.seed) {
        found.append(record)
      } else {
        session.connection.noteDamage()
      }
    }
    return found
  }
}
