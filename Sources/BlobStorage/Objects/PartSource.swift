internal import GRDB
internal import Glibc

/// The parts of a multipart object, and the lease that keeps them.
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

  /// The n-th part in order, n from 1: what S3 calls its number once the upload is complete.
  func part(_ number: Int) throws(BlobStorageError) -> PartRange? {
    guard number >= 1, number <= partCount else { return nil }
    return try store.read { database throws(BlobStorageError) in
      let query = try Query(
        database, "SELECT start, size FROM part WHERE content = ? ORDER BY number LIMIT 1 OFFSET ?")
      query.bind(content, at: 1).bind(Int64(number - 1), at: 2)
      guard try query.step() else { return nil }
      defer { query.reset() }
      return PartRange(start: query.integer(0), sizeBytes: query.integer(1), partCount: partCount)
    }
  }

  /// The segments that hold the bytes, cut to the range.
  func pieces(first: Int64, length: Int64) throws(BlobStorageError) -> PieceSequence {
    guard length > 0 else { return PieceSequence(ready: []) }
    return PieceSequence(segments: try segments(first: first, length: length), of: self)
  }

  func segments(first: Int64, length: Int64) throws(BlobStorageError) -> [Segment] {
    try store.read { database throws(BlobStorageError) in
      let query = try Query(
        database,
        """
        SELECT p.start, s.blob, s.start, s.size FROM part p JOIN segment s USING (content, number)
        WHERE p.content = ?1 AND p.start < ?3 AND p.start + p.size > ?2 ORDER BY p.number, s.ordinal
        """)
      query.bind(content, at: 1).bind(first, at: 2).bind(first + length, at: 3)
      var segments: [Segment] = []
      var part: Int64 = -1
      var position: Int64 = 0
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
            Segment(blob: query.integer(1), start: query.integer(2) + low - position, sizeBytes: high - low))
        }
        position += size
      }
      return segments
    }
  }

  func open(_ segment: Segment) throws(BlobStorageError) -> BodyPiece {
    let source = try store.read { database throws(BlobStorageError) in try store.openBlob(segment.blob, database) }
    switch source {
    case .file(let file):
      return .file(FilePiece(file: file, offset: segment.start, lengthBytes: segment.sizeBytes))
    case .bytes(let bytes):
      let high = segment.start + segment.sizeBytes
      guard segment.start >= 0, high <= Int64(bytes.count) else {
        throw BlobStorageError(.damaged, "a blob is shorter than its row says")
      }
      return .bytes(Array(bytes[Int(segment.start)..<Int(high)]))
    case .parts:
      throw BlobStorageError(.damaged, "a segment names no blob")
    }
  }
}
