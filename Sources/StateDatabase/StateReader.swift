package import StorageModel

/// Reads state rows in byte order of their paths, batch by batch, while a ``StateWriter`` may be writing.
///
/// Each batch is one consistent reading of what was committed by then. No read transaction stays open between batches:
/// it would keep the write-ahead log from being reused, and a long run would grow it without bound. A run that writes
/// rows only at or before the path it has come to never sees its own writes.
///
/// Used by one task at a time.
package struct StateReader {
  private let connection: StateConnection
  private let batchRows: Int
  private var position: [UInt8]?
  private var isAtEnd = false

  init(connection: StateConnection, after: PathBytes?, batchRows: Int) {
    self.connection = connection
    self.batchRows = max(1, batchRows)
    position = after?.bytes
  }

  /// The next rows, strictly ascending; empty at the end only. Blocks for about 0.3 ms per 1,000 rows.
  ///
  /// A row that is not what was written is left out: the run looks at that path as if it had never been seen.
  /// `.damaged` when SQLite cannot read on: the caller may end the state stream here and go on without rows.
  package mutating func nextBatch() throws(StateError) -> [StateRecord] {
    var records: [StateRecord] = []
    records.reserveCapacity(batchRows)
    while records.isEmpty && !isAtEnd {
      let start = position
      let limit = batchRows
      let last = try connection.perform { session in
        try RowTable.read(after: start, limit: limit, into: &records, session)
      }
      if let last, let start, compareBytes(last, start) <= 0 {
        connection.noteDamage()
        throw StateError(.damaged, path: connection.path, message: "its rows are out of order")
      }
      position = last ?? position
      isAtEnd = last == nil
    }
    return records
  }
}
