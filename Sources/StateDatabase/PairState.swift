package import StorageModel

/// What is known of one pair of trees: the rows of its files and objects, uploads that were begun, past runs.
///
/// One SQLite file per pair. It is a cache with an identity: deleting it costs time, never data. Two connections: one
/// writes and checkpoints, one reads; a lock keeps every other process and handle out. Call ``close()`` at the end;
/// without it the log is taken over by the next open.
package final class PairState: Sendable {
  package let identity: PairIdentity
  /// The database file.
  package let path: String
  /// What the user should hear about how it was opened; nil when there is nothing to say.
  package let notice: StateNotice?
  /// Writes rows.
  package let writer: StateWriter
  /// Multipart uploads begun by this pair's runs.
  package let uploads: UploadJournal
  /// Past runs.
  package let runs: RunHistory
  /// What past runs made in a versioned bucket.
  package let versions: MadeVersions

  private let lock: StateLock
  private let file: StateFile
  private let reading: StateConnection
  private let writing: StateConnection

  init(
    identity: PairIdentity, file: StateFile, lock: StateLock, writing: StateConnection, reading: StateConnection,
    notice: StateNotice?, batchChanges: Int
  ) {
    self.identity = identity
    self.path = file.path
    self.notice = notice
    self.lock = lock
    self.file = file
    self.reading = reading
    self.writing = writing
    writer = StateWriter(connection: writing, batchChanges: batchChanges)
    uploads = UploadJournal(connection: writing)
    runs = RunHistory(connection: writing)
    versions = MadeVersions(connection: reading)
  }

  /// Rows after `path` in byte order; all of them for nil.
  package func rows(after path: PathBytes? = nil, batchRows: Int = 1000) -> StateReader {
    StateReader(connection: reading, after: path, batchRows: batchRows)
  }

  /// The row of one path.
  package func row(at path: PathBytes) throws(StateError) -> StateRecord? {
    try reading.perform { try RowTable.record(at: path, $0) }
  }

  /// Rows of files with this inode and size, at most 16: where a file that is new under its name may have been before.
  /// Only files of 64 KiB and more are found.
  package func rows(inode: UInt64, sizeBytes: Int64) throws(StateError) -> [StateRecord] {
    try reading.perform { try RowTable.records(inode: inode, sizeBytes: sizeBytes, $0) }
  }

  /// Rows of files of this size, at most 16; only of 8 MiB and more.
  package func rows(sizeBytes: Int64) throws(StateError) -> [StateRecord] {
    try reading.perform { try RowTable.records(sizeBytes: sizeBytes, $0) }
  }

  /// Rows of this content, at most 16; only of 1 MiB and more.
  package func rows(digest: ContentDigest) throws(StateError) -> [StateRecord] {
    try reading.perform { try RowTable.records(digest: digest, $0) }
  }

  /// The local root when rows were last written; nil when it was never recorded.
  package func rootIdentity() throws(StateError) -> RootIdentity? {
    try reading.perform { session in
      try MetaTable.get("root", session) {
        RootIdentity(device: $0.word(), inode: $0.word(), fileSystem: $0.array())
      }
    }
  }

  package func setRootIdentity(_ root: RootIdentity) async throws(StateError) {
    try await writing.submit { session in
      var fields = FieldWriter()
      fields.word(root.device)
      fields.word(root.inode)
      fields.string(root.fileSystem)
      try MetaTable.set("root", fields, session)
    }.get()
  }

  var connectionForReading: StateConnection { reading }
  var connectionForWriting: StateConnection { writing }

  /// Forgets all rows and the local root, which makes the next run look at everything anew and take the root as it is;
  /// uploads and history stay.
  package func removeAllRows() async throws(StateError) {
    try await writer.flush()
    try await writing.submit { session in
      try session.transaction {
        try session.execute("DELETE FROM rows")
        try session.prepare("DELETE FROM meta WHERE name = ?1").run(blob: Array("root".utf8))
      }
    }.get()
  }

  /// Gives unused space back. Takes as long as copying the file.
  package func vacuum() async throws(StateError) {
    try await writer.flush()
    try await writing.submit { session in
      try session.execute("VACUUM")
      try StateSchema.checkpoint(session)
    }.get()
  }

  /// What `state show` says.
  package func summary() throws(StateError) -> StateSummary {
    try reading.perform { try $0.summary(identity, file) }
  }

  /// True once damage was met; ``close()`` will set the file aside.
  package var isDamaged: Bool { writing.isDamaged || reading.isDamaged }

  /// Closes the file, its log taken in, and lets the lock go. What the writer was not asked to flush is lost. A file
  /// in which damage was met is set aside, so that the next run begins a fresh one. A second call does nothing.
  package func close() throws(StateError) {
    defer { lock.release() }
    if !isDamaged {
      // A checkpoint that fails leaves the log, which the next open reads: nothing is lost and nobody need hear of it.
      try? writing.perform { try StateSchema.checkpoint($0) }
    }
    try reading.close()
    try writing.close()
    if isDamaged { _ = try file.setAside() }
  }
}

/// What ``PairState/summary()`` tells.
package struct StateSummary: Hashable, Sendable {
  package var identity: PairIdentity
  package var path: String
  /// The file with its log.
  package var sizeBytes: Int64
  package var rowCount: Int64 = 0
  package var openUploadCount: Int64 = 0
  package var runCount: Int64 = 0
}

/// Something that happened while opening and that changes what the run costs, not what it does.
package enum StateNotice: Hashable, Sendable {
  /// The file was damaged; it now has the name `aside`, and a fresh one was made.
  case replacedDamaged(aside: String, reason: String)

  /// One line for the user.
  package var message: String {
    switch self {
    case .replacedDamaged(let aside, let reason):
      "the state was damaged (\(reason)) and is made anew; the old one is kept as \(aside)"
    }
  }
}

extension Session {
  func summary(_ identity: PairIdentity, _ file: StateFile) throws -> StateSummary {
    var summary = StateSummary(
      identity: identity, path: file.path, sizeBytes: file.sizeBytes() + file.sizeBytes(suffix: "-wal"))
    summary.rowCount = try count(of: "rows")
    summary.openUploadCount = try count(of: "uploads")
    summary.runCount = try count(of: "runs")
    return summary
  }

  func count(of table: String) throws -> Int64 {
    var count: Int64 = 0
    try prepare("SELECT count(*) FROM \(table)").forEach { count = $0.integer(0) }
    return count
  }
}
