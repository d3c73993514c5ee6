internal import GRDB

/// The tables, made and changed by numbered migrations that are never edited after a release.
///
/// `sequence` numbers versions, blobs, contents and uploads from one counter: never reused, and a later write has a
/// higher one. Objects are keyed by bucket, key and descending sequence, so that the first row of a key is its latest
/// version. A body is one blob (`object.blob`) or the parts of a content (`object.content`); both count their users
/// in `links`.
enum Schema {
  /// Makes the database at `path` or brings it up to date, and leaves it in WAL mode.
  static func migrate(path: String) throws(BlobStorageError) {
    var migrator = DatabaseMigrator()
    for version in versions {
      migrator.registerMigration(version.name) { database in try database.execute(sql: version.sql) }
    }
    do {
      var configuration = Configuration()
      configuration.journalMode = .wal
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try migrator.migrate(queue)
      try queue.close()
    } catch let error as DatabaseError {
      throw .sqlite(error.extendedResultCode.rawValue, error.message ?? "unknown error")
    } catch {
      throw BlobStorageError(.inputOutput, "metadata database: \(error)")
    }
  }

  /// Throws `.newerFormat` for a database with a migration that is not known here. Asked before anything is written:
  /// GRDB writes as soon as it opens a database with a log.
  static func requireKnown(_ connection: Connection) throws(BlobStorageError) {
    let table = try Query(connection, "SELECT 1 FROM sqlite_master WHERE name = 'grdb_migrations'")
    guard try table.step() else { return }
    table.reset()
    let applied = try Query(connection, "SELECT identifier FROM grdb_migrations")
    while try applied.step() {
      let name = applied.text(0)
      guard versions.contains(where: { $0.name == name }) else {
        applied.reset()
        throw BlobStorageError(.newerFormat, "the metadata database was made by a newer cairn; it was left untouched")
      }
    }
  }

  private static let versions = [
    (name: "1", sql: version1), (name: "2", sql: version2), (name: "3", sql: version3), (name: "4", sql: version4),
  ]

  private static let version1 = """
    CREATE TABLE counter (
      name TEXT PRIMARY KEY,
      value INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO counter VALUES ('sequence', 0), ('clean', 1);

    CREATE TABLE bucket (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created INTEGER NOT NULL,
      region TEXT NOT NULL
    );

    -- name: of the file, or NULL where bytes has the body. crc: CRC-64/NVME, big-endian.
    CREATE TABLE blob (
      id INTEGER PRIMARY KEY,
      links INTEGER NOT NULL,
      size INTEGER NOT NULL,
      crc BLOB NOT NULL,
      name BLOB,
      bytes BLOB
    );

    CREATE UNIQUE INDEX blob_name ON blob (name) WHERE name IS NOT NULL;

    -- Files whose last row went away: unlinked when no reader needs them.
    CREATE TABLE garbage (
      name BLOB PRIMARY KEY
    ) WITHOUT ROWID;

    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      links INTEGER NOT NULL
    );

    -- start: where the part begins in the object; set when the upload is completed.
    CREATE TABLE part (
      content INTEGER NOT NULL,
      number INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      md5 BLOB NOT NULL,
      algorithm TEXT,
      checksum BLOB,
      modified INTEGER NOT NULL,
      PRIMARY KEY (content, number)
    ) WITHOUT ROWID;

    -- The bytes of a part, in order of ordinal.
    CREATE TABLE segment (
      content INTEGER NOT NULL,
      number INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      blob INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      PRIMARY KEY (content, number, ordinal)
    ) WITHOUT ROWID;

    -- parts: 0 for a body put in one piece. version: NULL for the null version. upload: the one that made it.
    CREATE TABLE object (
      bucket INTEGER NOT NULL,
      key BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      marker INTEGER NOT NULL,
      version BLOB,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      md5 BLOB NOT NULL,
      parts INTEGER NOT NULL,
      class TEXT,
      algorithm TEXT,
      checksum BLOB,
      composite INTEGER,
      blob INTEGER,
      content INTEGER,
      upload BLOB,
      attributes BLOB NOT NULL,
      PRIMARY KEY (bucket, key, sequence DESC)
    ) WITHOUT ROWID;

    CREATE TABLE upload (
      bucket INTEGER NOT NULL,
      key BLOB NOT NULL,
      id BLOB NOT NULL,
      content INTEGER NOT NULL,
      initiated INTEGER NOT NULL,
      class TEXT,
      algorithm TEXT,
      composite INTEGER NOT NULL,
      attributes BLOB NOT NULL,
      PRIMARY KEY (bucket, key, id)
    ) WITHOUT ROWID;
    """

  /// scope: the bucket, or 0 for the store.
  private static let version2 = """
    CREATE TABLE document (
      scope INTEGER NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (scope, kind, name)
    ) WITHOUT ROWID;
    """

  /// versioning: 0 never, 1 enabled, 2 suspended. lock: 1 with object lock; period in days, or in years where unit is
  /// 1. tags, mode, until, hold: of a version, NULL for none. buried: 1 for a null version that a later one was put
  /// upon. It is the latest version or the one in the index, so that a suspended bucket finds it in two seeks however
  /// many versions lie above it, and objects without versioning pay for no index.
  private static let version3 = """
    ALTER TABLE bucket ADD COLUMN versioning INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bucket ADD COLUMN lock INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bucket ADD COLUMN lock_mode TEXT;
    ALTER TABLE bucket ADD COLUMN lock_period INTEGER;
    ALTER TABLE bucket ADD COLUMN lock_unit INTEGER;
    ALTER TABLE object ADD COLUMN tags BLOB;
    ALTER TABLE object ADD COLUMN mode TEXT;
    ALTER TABLE object ADD COLUMN until INTEGER;
    ALTER TABLE object ADD COLUMN hold INTEGER;
    ALTER TABLE object ADD COLUMN buried INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE upload ADD COLUMN tags BLOB;
    ALTER TABLE upload ADD COLUMN mode TEXT;
    ALTER TABLE upload ADD COLUMN until INTEGER;
    ALTER TABLE upload ADD COLUMN hold INTEGER;
    CREATE INDEX object_buried ON object (bucket, key) WHERE buried = 1;
    """

  /// sums: CRC-64/NVME of each stretch of a file (see StretchSums), NULL where the file was written before there were
  /// any or is encrypted. seal: of an encrypted blob (see BlobSeal); crc is then that of the stored bytes. volume: the
  /// storage class in whose folder the file lies, NULL for the store's own.
  private static let version4 = """
    ALTER TABLE blob ADD COLUMN sums BLOB;
    ALTER TABLE blob ADD COLUMN seal BLOB;
    ALTER TABLE blob ADD COLUMN volume TEXT;
    ALTER TABLE garbage ADD COLUMN volume TEXT;
    CREATE TABLE volume (
      class TEXT PRIMARY KEY,
      id BLOB NOT NULL,
      path TEXT NOT NULL
    ) WITHOUT ROWID;
    """
}
