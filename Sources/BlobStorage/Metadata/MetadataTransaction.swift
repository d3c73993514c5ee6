/// What the changes of one group share: the open transaction, the sequence counter, the files that lose their last
/// user.
final class MetadataTransaction {
  let database: Connection
  private var sequence: Int64
  private let firstSequence: Int64
  /// Names whose rows this transaction removed; for the reclaimer once it is committed.
  private(set) var garbage: [BlobFile] = []

  init(_ database: Connection) throws(BlobStorageError) {
    self.database = database
    guard let value = try Counters.value(database, "sequence") else {
      throw BlobStorageError(.damaged, "the sequence counter is missing")
    }
    sequence = value
    firstSequence = value
  }

  func query(_ sql: String) throws(BlobStorageError) -> Query { try Query(database, sql) }

  /// A number that was never given out before, in this or any earlier run.
  func nextSequence() throws(BlobStorageError) -> Int64 {
    let (next, overflow) = sequence.addingReportingOverflow(1)
    guard !overflow else { throw BlobStorageError(.damaged, "the sequence counter is at its end") }
    sequence = next
    return next
  }

  /// Remembers, in the transaction and for afterwards, that the file of a blob has no row any more.
  func discard(_ file: BlobFile) throws(BlobStorageError) {
    let query = try query("INSERT OR IGNORE INTO garbage (name, volume) VALUES (?, ?)")
    try query.bind(file.name.bytes, at: 1).bind(file.volume, at: 2).run()
    garbage.append(file)
  }

  /// Writes the counter; call it last before the commit.
  func seal() throws(BlobStorageError) {
    if sequence != firstSequence { try Counters.set(database, "sequence", to: sequence) }
  }
}

/// The named numbers of the store.
enum Counters {
  static func value(_ database: Connection, _ name: String) throws(BlobStorageError) -> Int64? {
    let query = try Query(database, "SELECT value FROM counter WHERE name = ?").bind(name, at: 1)
    guard try query.step() else { return nil }
    defer { query.reset() }
    return query.integer(0)
  }

  static func set(_ database: Connection, _ name: String, to value: Int64) throws(BlobStorageError) {
    try Query(database, "UPDATE counter SET value = ? WHERE name = ?").bind(value, at: 1).bind(name, at: 2).run()
  }
}
