package import StorageModel

/// An object whose bytes stay readable for as long as this value lives, whatever happens to its key meanwhile.
package struct OpenObject: Sendable {
  package let record: StoredObject
  let source: ByteSource

  /// The bytes of the part, counted from 1; nil when there is no such part. An object put in one piece has one.
  package func range(ofPart number: Int) throws(BlobStorageError) -> PartRange? {
    switch source {
    case .parts(let parts):
      guard let part = try parts.part(number) else { return nil }
      return part
    case .blob:
      return number == 1
        ? PartRange(
          start: 0, sizeBytes: record.sizeBytes, partCount: 1, checksum: record.checksum) : nil
    }
  }

  /// The pieces of `range` in order; they are opened one by one. nil reads everything. `key` opens what a customer's
  /// key encrypted: throws `.keyRequired` and `.wrongKey`.
  package func pieces(_ range: ByteRange?, key: CustomerKey? = nil) throws(BlobStorageError) -> PieceSequence {
    let first = range?.first ?? 0
    let length = range?.lengthBytes ?? record.sizeBytes
    switch source {
    case .blob(let store, let blob, let file):
      return PieceSequence(ready: [try store.piece(blob, first: first, length: length, key: key, file: file)])
    case .parts(let parts):
      return try parts.pieces(first: first, length: length, key: key)
    }
  }
}

/// Where a part lies.
package struct PartRange: Sendable {
  package var start: Int64
  package var sizeBytes: Int64
  /// Of the object.
  package var partCount: Int
  /// Of the part's bytes.
  package var checksum: Checksum?
}

enum ByteSource: Sendable {
  /// With the open file, where it lies in one.
  case blob(BlobStore, BlobRecord, FileDescriptor?)
  case parts(PartSource)
}

/// Pieces that are opened when their turn comes: an object of 10,000 parts never holds more than one file open.
package struct PieceSequence: Sendable {
  enum Item: Sendable {
    case ready(BodyPiece)
    case segment(Segment, PartSource, CustomerKey?)
  }

  private var items: ArraySlice<Item>

  /// Nothing.
  package static let none = PieceSequence([])

  init(ready: [BodyPiece]) { items = ready.map { .ready($0) }[...] }

  init(_ items: [Item]) { self.items = items[...] }

  /// All there is, where that is bytes in memory: then nothing needs to be opened. nil otherwise.
  package var onlyBytes: [UInt8]? {
    guard items.count <= 1 else { return nil }
    switch items.first {
    case nil: return []
    case .ready(.bytes(let bytes)): return bytes
    default: return nil
    }
  }

  /// True after the last piece.
  package var isEmpty: Bool { items.isEmpty }

  /// The next piece; nil after the last. Opens a file or reads a row.
  package mutating func next() throws(BlobStorageError) -> BodyPiece? {
    guard let item = items.popFirst() else { return nil }
    switch item {
    case .ready(let piece): return piece
    case .segment(let segment, let source, let key): return try source.open(segment, key: key)
    }
  }
}

/// Bytes of one blob.
struct Segment: Sendable {
  var blob: Int64
  /// In the blob.
  var start: Int64
  var sizeBytes: Int64
  /// nil where the bytes are not wanted.
  var record: BlobRecord?
}
