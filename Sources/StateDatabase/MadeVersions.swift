package import StorageModel

/// A version that a run made.
package struct MadeVersion: Hashable, Sendable {
  package var id: String
  /// How long before it the same write was sent and not answered, which may have made a version too.
  package var unansweredFor: Duration?

  package init(_ id: String, unansweredFor: Duration? = nil) {
    self.id = id
    self.unansweredFor = unansweredFor
  }
}

/// The versions that the runs of a pair made in a versioned bucket, objects and delete markers alike: what it takes to
/// take a run back. Times would not do: endpoints give them in whole seconds, by clocks of their own.
package struct MadeVersions: Sendable {
  private let connection: StateConnection

  init(connection: StateConnection) { self.connection = connection }

  /// The versions that the runs from `run` on made at `path`; empty for a path that they left alone.
  package func made(at path: PathBytes, since run: Int64) throws(StateError) -> Set<MadeVersion> {
    try made(at: path, "run >= ?2", run)
  }

  /// The versions that runs before `run` made at `path`.
  package func made(at path: PathBytes, before run: Int64) throws(StateError) -> Set<MadeVersion> {
    try made(at: path, "run < ?2", run)
  }

  private func made(at path: PathBytes, _ runs: String, _ run: Int64) throws(StateError) -> Set<MadeVersion> {
    try connection.perform { session in
      let statement = try session.prepare("SELECT facts FROM versions WHERE path = ?1 AND \(runs)")
      var found: Set<MadeVersion> = []
      try path.bytes.withUnsafeBytes { bytes in
        statement.bind(1, bytes)
        statement.bind(2, run)
        try statement.forEach { row in
          guard var fields = FieldReader(sealed: row.blob(0), key: bytes, seed: session.seed) else {
            return session.connection.noteDamage()
          }
          found.insert(fields.madeVersion())
        }
      }
      return found
    }
  }

  /// Of how many paths the runs from `run` on made versions.
  package func pathCount(since run: Int64) throws(StateError) -> Int64 {
    try connection.perform { session in
      let statement = try session.prepare("SELECT count(DISTINCT path) FROM versions WHERE run >= ?1")
      statement.bind(1, run)
      var count: Int64 = 0
      try statement.forEach { count = $0.integer(0) }
      return count
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
  static func insert(_ version: MadeVersion, at path: PathBytes, run: Int64, _ session: Session) throws {
    let statement = try session.prepare("INSERT OR IGNORE INTO versions (path, run, facts) VALUES (?1, ?2, ?3)")
    var fields = FieldWriter()
    fields.madeVersion(version)
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

extension FieldWriter {
  fileprivate mutating func madeVersion(_ version: MadeVersion) {
    string(version.id.utf8)
    guard let span = version.unansweredFor?.components else { return }
    // In milliseconds, rounded up.
    integer(span.seconds &* 1000 &+ span.attoseconds / 1_000_000_000_000_000 &+ 1)
  }
}

extension FieldReader {
  /// Most end behind the id, as all did that earlier programs wrote.
  fileprivate mutating func madeVersion() -> MadeVersion {
    var version = MadeVersion(text())
    if !isAtEnd { version.unansweredFor = .milliseconds(integer()) }
    return version
  }
}
