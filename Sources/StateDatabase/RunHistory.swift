package import StorageModel

/// One run of a command on a pair.
package struct RunRecord: Hashable, Sendable {
  /// Given by ``RunHistory/begin(command:at:)``.
  package var id: Int64
  package var command: String
  package var begun: Timestamp
  /// nil while it runs, and for one that never came to its end.
  package var ended: Timestamp?
  package var exitCode: Int32?
  package var totals: RunTotals

  package init(
    id: Int64, command: String, begun: Timestamp, ended: Timestamp? = nil, exitCode: Int32? = nil,
    totals: RunTotals = RunTotals()
  ) {
    self.id = id
    self.command = command
    self.begun = begun
    self.ended = ended
    self.exitCode = exitCode
    self.totals = totals
  }
}

/// What a run did.
package struct RunTotals: Hashable, Sendable {
  package var transferred: Int64 = 0
  package var copied: Int64 = 0
  package var deleted: Int64 = 0
  package var unchanged: Int64 = 0
  package var skipped: Int64 = 0
  package var failed: Int64 = 0
  package var bytesSent: Int64 = 0
  package var bytesReceived: Int64 = 0
  package var requests: Int64 = 0
  /// In millionths of a dollar.
  package var costMicros: Int64 = 0
  /// What it was to cost by its plan.
  package var plannedCostMicros: Int64 = 0

  package init() {}

  /// What the run made, replaced or removed.
  package var changes: Int64 { transferred &+ copied &+ deleted }
}

/// The last 1,000 runs of a pair.
package struct RunHistory: Sendable {
  private static let keptRuns: Int64 = 1000
  private let connection: StateConnection

  init(connection: StateConnection) { self.connection = connection }

  /// Records that a run began; the oldest beyond the last 1,000 are forgotten, and what the oldest made.
  package func begin(command: String, at begun: Timestamp) async throws(StateError) -> RunRecord {
    try await connection.submit { session in
      var run = RunRecord(id: 0, command: command, begun: begun)
      try session.transaction {
        try session.prepare("SELECT coalesce(max(id), 0) FROM runs").forEach { run.id = $0.integer(0) &+ 1 }
        try Self.write(run, session)
        let statement = try session.prepare("DELETE FROM runs WHERE id <= ?1")
        statement.bind(1, run.id &- Self.keptRuns)
        try statement.run()
        try VersionTable.prune(try Self.last(Self.keptRuns, session), session)
      }
      return run
    }.get()
  }

  /// Replaces what was recorded of a run.
  package func update(_ run: RunRecord) async throws(StateError) {
    try await connection.submit { try Self.write(run, $0) }.get()
  }

  /// The last runs, newest first.
  package func last(_ count: Int) async throws(StateError) -> [RunRecord] {
    try await connection.submit { try Self.last(Int64(max(0, count)), $0) }.get()
  }

  private static func last(_ count: Int64, _ session: Session) throws -> [RunRecord] {
    let statement = try session.prepare("SELECT id, facts FROM runs ORDER BY id DESC LIMIT ?1")
    statement.bind(1, count)
    var found: [RunRecord] = []
    try statement.forEach { row in
      let id = row.integer(0)
      withUnsafeBytes(of: id.littleEndian) { key in
        guard var fields = FieldReader(sealed: row.blob(1), key: key, seed: session.seed) else {
          return session.connection.noteDamage()
        }
        let run = fields.run(id: id)
        if fields.isAtEnd { found.append(run) }
      }
    }
    return found
  }

  private static func write(_ run: RunRecord, _ session: Session) throws {
    let statement = try session.prepare(
      "INSERT INTO runs (id, facts) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts")
    var fields = FieldWriter()
    fields.run(run)
    try withUnsafeBytes(of: run.id.littleEndian) { key in
      try fields.sealed(key: key, seed: session.seed).withUnsafeBytes { facts in
        statement.bind(1, run.id)
        statement.bind(2, facts)
        try statement.run()
      }
    }
  }
}

extension RunTotals {
  /// In the order in which they stand in the file.
  private static var fields: [WritableKeyPath<RunTotals, Int64>] {
    [
      \.transferred, \.copied, \.deleted, \.unchanged, \.skipped, \.failed, \.bytesSent, \.bytesReceived, \.requests,
      \.costMicros,
    ]
  }

  fileprivate func write(to writer: inout FieldWriter) {
    for field in Self.fields { writer.integer(self[keyPath: field]) }
    writer.integer(plannedCostMicros)
  }

  fileprivate init(from reader: inout FieldReader) {
    for field in Self.fields { self[keyPath: field] = reader.integer() }
    // Runs of versions that did not keep it end here.
    if !reader.isAtEnd { plannedCostMicros = reader.integer() }
  }
}

extension FieldWriter {
  fileprivate mutating func run(_ run: RunRecord) {
    string(run.command.utf8)
    integer(run.begun.nanoseconds)
    optional(run.ended) { $0.integer($1.nanoseconds) }
    optional(run.exitCode) { $0.integer(Int64($1)) }
    run.totals.write(to: &self)
  }
}

extension FieldReader {
  fileprivate mutating func run(id: Int64) -> RunRecord {
    RunRecord(
      id: id, command: text(), begun: Timestamp(nanoseconds: integer()),
      ended: optional { Timestamp(nanoseconds: $0.integer()) },
      exitCode: optional { Int32(truncatingIfNeeded: $0.integer()) }, totals: RunTotals(from: &self))
  }
}
