package import StorageModel

/// The versions that the runs of a pair made in a versioned bucket, objects and delete markers alike: what it takes to
/// take a run back. Times would not do: endpoints give them in whole seconds, by clocks of their own.
package struct MadeVersions: Sendable {
  private let connection: StateConnection

  init(connection: StateConnection) { self.connection = connection }

  /// The ids of the versions that the runs from `run` on made at `path`; empty for a path that they left alone.
  package func ids(at path: PathBytes, since run: Int64) throws(StateError) -> Set<String> {
    try connection.perform { session in
      let statement = try session.prepare("SELECT facts FROM versions WHERE path = ?1 AND run >= ?2")
      var found: Set<String> = []
      try path.bytes.withUnsafeBytes { bytes in
        statement.bind(1, bytes)
        statement.bind(2, run)
        try statement.forEach { row in
          guard var fields = FieldReader(sealed: row.blob(0), key: bytes, seed: session.seed) else {
            return session.connection.noteDamage()
          }
          found.insert(fields.text())
        }
      }
      return found
    }
  }

  /// The runs of which versions are known. Reads all of them.
  package func runs() throws(StateError) -> Set<Int64> {
    try connection.perform { session in
      var found: Set<Int64> = []
      try session.prepare("SELECT DISTINCT run FROM versions").forEach { found.insert($0.integer(0)) }
      return found
    }
  }
}

/// The table behind ``MadeVersions``.
enum VersionTable {
  private static let keptRuns = 100
  /// At about 60 bytes and the path each.
  private static let keptVersions: Int64 = 2_000_000

  /// Files of programs that did not keep this get it when they are opened.
  static let schema = """
    CREATE TABLE IF NOT EXISTS versions (
      path BLOB NOT NULL, run INTEGER NOT NULL, facts BLOB NOT NULL, PRIMARY KEY (path, run)
    ) WITHOUT ROWID;
    """

  /// Of several versions that a run makes of a path the first one stays: behind it is what was there before the run.
  static func insert(_ versionID: String, at path: PathBytes, run: Int64, _ session: Session) throws {
    let statement = try session.prepare("INSERT OR IGNORE INTO versions (path, run, facts) VALUES (?1, ?2, ?3)")
    var fields = FieldWriter()
    fields.string(versionID.utf8)
    try path.bytes.withUnsafeBytes { bytes in
      try fields.sealed(key: bytes, seed: session.seed).withUnsafeBytes { facts in
        statement.bind(1, bytes)
        statement.bind(2, run)
        statement.bind(3, facts)
        try statement.run()
      }
    }
  }

  /// Forgets what the oldest runs made, beyond 100 runs that changed something or 2,000,000 versions. `runs` are all,
  /// newest first. Removing reads the whole table, so it waits until a tenth more than that is there.
  static func prune(_ runs: [RunRecord], _ session: Session) throws {
    let forgotten = try MetaTable.get("versions", session) { $0.integer() } ?? 0
    var changing = 0
    var versions: Int64 = 0
    var last: Int64?
    for run in runs where run.id > forgotten && (run.totals.changes > 0 || run.ended == nil) {
      changing += 1
      versions &+= run.totals.changes
      if last == nil, changing > keptRuns || versions > keptVersions { last = run.id }
    }
    guard let last, changing > keptRuns / 10 * 11 || versions > keptVersions / 10 * 11 else { return }
    let statement = try session.prepare("DELETE FROM versions WHERE run <= ?1")
    statement.bind(1, last)
    try statement.run()
    var fields = FieldWriter()
    fields.integer(last)
    try MetaTable.set("versions", fields, session)
  }
}
