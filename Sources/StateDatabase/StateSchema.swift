internal import GRDB
internal import StorageModel

/// Tables of a pair's database, and the check that an existing file has them and belongs to this pair.
///
/// Everything but keys is sealed: behind a checksum seeded with the pair's identity.
enum StateSchema {
  static let tables =
    RowTable.schema + """
      CREATE TABLE meta (name BLOB NOT NULL PRIMARY KEY, facts BLOB NOT NULL) WITHOUT ROWID;
      CREATE TABLE uploads (id INTEGER PRIMARY KEY, facts BLOB NOT NULL);
      CREATE TABLE parts (
        upload INTEGER NOT NULL, number INTEGER NOT NULL, facts BLOB NOT NULL, PRIMARY KEY (upload, number)
      ) WITHOUT ROWID;
      CREATE TABLE runs (id INTEGER PRIMARY KEY, facts BLOB NOT NULL);
      """

  /// The one writer of a file: it alone checkpoints. SQLite before 3.51.3 can lose a commit when two connections write
  /// or checkpoint at once ("WAL-reset bug").
  static var writing: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .immediateError
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF")
    }
    return configuration
  }

  static var reading: Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    return configuration
  }

  /// Order: tables, identity and versions in one transaction, then a checkpoint that takes them from the log into the
  /// file: from then on the header alone tells the version.
  static func create(_ identity: PairIdentity, _ session: Session) throws {
    try session.transaction {
      try session.execute(tables)
      try session.execute("PRAGMA application_id = \(StateFile.applicationID)")
      try session.execute("PRAGMA user_version = \(StateFile.schemaVersion)")
      var fields = FieldWriter()
      fields.string(identity.source)
      fields.string(identity.target)
      try MetaTable.set("identity", fields, session)
    }
    try checkpoint(session)
  }

  /// Throws `.damaged` unless the file is whole and this pair's.
  static func verify(_ identity: PairIdentity, thoroughly: Bool, _ session: Session) throws {
    func damaged(_ message: String) -> StateError {
      StateError(.damaged, path: session.connection.path, message: message)
    }
    let version = try pragma("user_version", session)
    guard version <= Int64(StateFile.schemaVersion) else {
      throw StateError(
        .madeByNewerVersion, path: session.connection.path, message: "a newer version of Cairn made it")
    }
    guard version == Int64(StateFile.schemaVersion) else { throw damaged("its version is \(version)") }
    if thoroughly {
      let check = try session.prepare("PRAGMA quick_check(1)")
      try check.forEach { row in
        let verdict = String(decoding: row.blob(0), as: UTF8.self)
        guard verdict == "ok" else { throw damaged(verdict) }
      }
    }
    guard try owner(session) == identity else { throw damaged("it does not belong to this pair") }
    for table in ["rows", "uploads", "parts", "runs"] {
      try session.prepare("SELECT 1 FROM \(table) LIMIT 1").run()
    }
  }

  /// Whose the file is; nil when it does not say so under the connection's seed.
  static func owner(_ session: Session) throws -> PairIdentity? {
    try MetaTable.get("identity", session) { PairIdentity(source: $0.array(), target: $0.array()) }
  }

  /// Whose the file says that it is, before a seed is known: to be confirmed by ``owner(_:)``.
  static func claimedOwner(_ session: Session) throws -> PairIdentity? {
    let statement = try session.prepare("SELECT facts FROM meta WHERE name = ?1")
    var claimed: PairIdentity?
    try Array("identity".utf8).withUnsafeBytes { key in
      statement.bind(1, key)
      try statement.forEach { row in
        var fields = FieldReader(row.blob(0))
        _ = fields.word()
        let identity = PairIdentity(source: fields.array(), target: fields.array())
        if fields.isAtEnd { claimed = identity }
      }
    }
    return claimed
  }

  /// Takes the whole log into the file and empties it. Readers in the middle of a statement only make it take less.
  static func checkpoint(_ session: Session) throws {
    try session.prepare("PRAGMA wal_checkpoint(TRUNCATE)").run()
  }

  private static func pragma(_ name: String, _ session: Session) throws -> Int64 {
    var value: Int64 = 0
    try session.prepare("PRAGMA \(name)").forEach { value = $0.integer(0) }
    return value
  }
}

/// Facts about the pair as a whole, by name.
enum MetaTable {
  static func set(_ name: String, _ fields: FieldWriter, _ session: Session) throws {
    let statement = try session.prepare(
      "INSERT INTO meta (name, facts) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET facts = excluded.facts")
    try Array(name.utf8).withUnsafeBytes { key in
      try fields.sealed(key: key, seed: session.seed).withUnsafeBytes { facts in
        statement.bind(1, key)
        statement.bind(2, facts)
        try statement.run()
      }
    }
  }

  /// nil when it was never set, or is no longer what was written.
  static func get<Value>(_ name: String, _ session: Session, _ read: (inout FieldReader) -> Value) throws -> Value? {
    let statement = try session.prepare("SELECT facts FROM meta WHERE name = ?1")
    var value: Value?
    try Array(name.utf8).withUnsafeBytes { key in
      statement.bind(1, key)
      try statement.forEach { row in
        guard var fields = FieldReader(sealed: row.blob(0), key: key, seed: session.seed) else { return }
        let found = read(&fields)
        if fields.isAtEnd { value = found }
      }
    }
    return value
  }
}
