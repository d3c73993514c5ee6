internal import Glibc

/// The parts of a multipart object, and the lease that keeps their files.
final class PartSource: Sendable {
  private let store: BlobStore
  private let content: Int64
  private let partCount: Int
  private let lease: ReadLease

  init(_ store: BlobStore, content: Int64, partCount: Int, lease: ReadLease) {
    self.store = store
    self.content = content
    self.partCount = partCount
    self.lease = lease
  }

  /// The n-th part in order, n from 1: what S3 calls its number once the upload is complete. Throws `.replaced`.
  func part(_ number: Int) throws(BlobStorageError) -> PartRange? {
    guard number >= 1, number <= partCount else { return nil }
    return try store.read { database throws(BlobStorageError) in
      let query = try Query(
        database,
        "SELECT start, size, algorithm, checksum FROM part WHERE content = ? ORDER BY number LIMIT 1 OFFSET ?")
      query.bind(content, at: 1).bind(Int64(number - 1), at: 2)
      guard try query.step() else { throw replaced }
      defer { query.reset() }
      return PartRange(
        start: query.integer(0), sizeBytes: query.integer(1), partCount: partCount,
        checksum: storedChecksum(query, 2, 3, composite: nil))
    }
  }

  /// Where the bytes lie. From then on they can be read whatever happens to the object: the lease keeps the files,
  /// and what lies in the database is taken here. Throws `.replaced` when the object went away since it was looked
  /// up.
  func pieces(first: Int64, length: Int64, key: CustomerKey?) throws(BlobStorageError) -> PieceSequence {
    PieceSequence(try segments(first: first, length: length).map { .segment($0, self, key) })
  }

  /// The segments that hold the bytes, cut to the range, in one statement. Throws `.replaced`.
  func segments(first: Int64, length: Int64) throws(BlobStorageError) -> [Segment] {
    guard length > 0 else { return [] }
    return try store.read { database throws(BlobStorageError) in
      let query = try Query(database, segmentSQL)
      query.bind(content, at: 1).bind(first, at: 2).bind(first + length, at: 3)
      var segments: [Segment] = []
      var part: Int64 = -1
      var position: Int64 = 0
      var found: Int64 = 0
      while try query.step() {
        if query.integer(0) != part {
          part = query.integer(0)
          position = part
        }
        let size = query.integer(3)
        let low = max(first, position)
        let high = min(first + length, position + size)
        if low < high {
          segments.append(
            Segment(
              blob: query.integer(1), start: query.integer(2) + low - position, sizeBytes: high - low,
              record: try BlobRow(query: query, column: 4).record()))
          found += high - low
        }
        position += size
      }
      guard found == length else { throw replaced }
      return segments
    }
  }

  /// Opens the file of a segment, or cuts its bytes.
  func open(_ segment: Segment, key: CustomerKey?) throws(BlobStorageError) -> BodyPiece {
    guard let record = segment.record else { throw BlobStorageError(.damaged, "a part has no bytes") }
    return try store.piece(record, first: segment.start, length: segment.sizeBytes, key: key)
  }

  private var replaced: BlobStorageError {
    BlobStorageError(.replaced, "the object was replaced while it was being opened")
  }
}

private let segmentSQL = """
  SELECT p.start, s.blob, s.start, s.size, \(blobColumns)
  FROM part p JOIN segment s USING (content, number) JOIN blob l ON l.id = s.blob
  WHERE p.content = ?1 AND p.start < ?3 AND p.start + p.size > ?2 ORDER BY p.number, s.ordinal
  """
