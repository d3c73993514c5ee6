/// The tables of the local index and how rows get there.
enum IndexSchema {
  /// Blobs are ordered by id, so that a look-up is one descent; packs and files are numbered to keep a row small.
  static let tables = """
    CREATE TABLE IF NOT EXISTS files (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS packs (n INTEGER PRIMARY KEY, id BLOB NOT NULL, file INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS packs_by_id ON packs (id);
    CREATE TABLE IF NOT EXISTS blobs (
      id BLOB NOT NULL, kind INTEGER NOT NULL, pack INTEGER NOT NULL, offset INTEGER NOT NULL,
      length INTEGER NOT NULL, raw INTEGER, PRIMARY KEY (id, kind, pack, offset)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS folders (
      path BLOB PRIMARY KEY, digest BLOB NOT NULL, subtrees BLOB NOT NULL, tree BLOB NOT NULL, run INTEGER NOT NULL,
      settled INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS checked (pack BLOB PRIMARY KEY, seconds INTEGER NOT NULL) WITHOUT ROWID;
    """

  /// The number of the file, nil when it is there already.
  static func insertFile(_ id: StorageID, _ connection: IndexConnection) throws -> Int64? {
    let present = try connection.statement("SELECT 1 FROM files WHERE id = ?1")
    present.bind(1, id)
    if try present.step() {
      present.reset()
      return nil
    }
    let insert = try connection.statement("INSERT INTO files (id) VALUES (?1)")
    insert.bind(1, id)
    try insert.run()
    return connection.lastInsertedRow
  }

  static func insert(
    _ pack: StorageID, _ blobs: [BlobLocation], file: Int64, _ connection: IndexConnection
  ) throws {
    let insertPack = try connection.statement("INSERT INTO packs (id, file) VALUES (?1, ?2)")
    insertPack.bind(1, pack)
    insertPack.bind(2, file)
    try insertPack.run()
    let number = connection.lastInsertedRow
    let insertBlob = try connection.statement(
      "INSERT OR IGNORE INTO blobs (id, kind, pack, offset, length, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    for blob in blobs {
      insertBlob.bind(1, blob.handle.id)
      insertBlob.bind(2, Int64(blob.handle.kind.rawValue))
      insertBlob.bind(3, number)
      insertBlob.bind(4, Int64(blob.place.offset))
      insertBlob.bind(5, Int64(blob.place.length))
      insertBlob.bind(6, blob.place.uncompressedLength)
      try insertBlob.run()
    }
  }
}
