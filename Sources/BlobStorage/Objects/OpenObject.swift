internal import Glibc
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
    case .bytes, .file:
      return number == 1 ? PartRange(start: 0, sizeBytes: record.sizeBytes, partCount: 1) : nil
    }
  }

  /// The pieces of `range` in order; they are opened one by one. nil reads everything.
  package func pieces(_ range: ByteRange?) throws(BlobStorageError) -> PieceSequence {
    let first = range?.first ?? 0
    let length = range?.lengthBytes ?? record.sizeBytes
    switch source {
    case .bytes(let bytes):
      let low = Int(clamping: max(0, min(first, Int64(bytes.count))))
      let high = Int(clamping: min(Int64(low) + max(length, 0), Int64(bytes.count)))
      return PieceSequence(ready: [.bytes(low == 0 && high == bytes.count ? bytes : Array(bytes[low..<high]))])
    case .file(let file):
      guard length > 0 else { return PieceSequence(ready: []) }
      return PieceSequence(ready: [.file(FilePiece(file: file, offset: first, lengthBytes: length))])
    case .parts(let parts):
      return try parts.pieces(first: first, length: length)
    }
  }
}

/// Where a part lies.
package struct PartRange: Sendable {
  package var start: Int64
  package var sizeBytes: Int64
  /// Of the object.
  package var partCount: Int
}

enum ByteSource: Sendable {
  case bytes([UInt8])
  case file(FileDescriptor)
  case parts(PartSource)
}

/// Some bytes of an object.
package enum BodyPiece: Sendable {
  case bytes([UInt8])
  case file(FilePiece)
}

/// A stretch of an open file; the file stays open with it.
package struct FilePiece: Sendable {
  let file: FileDescriptor
  package let offset: Int64
  package let lengthBytes: Int64

  package var descriptor: Int32 { file.number }

  /// Up to `limit` bytes, `start` counted from the piece's own start. Throws `.damaged` when the file is shorter.
  package func read(at start: Int64, limit: Int) throws(BlobStorageError) -> [UInt8] {
    let wanted = Int(clamping: min(Int64(limit), lengthBytes - start))
    guard wanted > 0 else { return [] }
    let bytes = try file.read(at: offset + start, limit: wanted)
    guard bytes.count == wanted else { throw BlobStorageError(.damaged, "a blob is shorter than its row says") }
    return bytes
  }
}

/// Pieces that are opened when their turn comes: an object of 10,000 parts never holds more than one file open.
package struct PieceSequence: Sendable {
  enum Item: Sendable {
    case ready(BodyPiece)
    case segment(Segment, PartSource)
  }

  private var items: ArraySlice<Item>

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

  /// The next piece if it is open already; nil when there is none or it has to be opened.
  package mutating func popReady() -> BodyPiece? {
    guard case .ready(let piece)? = items.first else { return nil }
    items.removeFirst()
    return piece
  }

  /// The next piece; nil after the last. Opens a file or reads a row.
  package mutating func next() throws(BlobStorageError) -> BodyPiece? {
    guard let item = items.popFirst() else { return nil }
    switch item {
    case .ready(let piece): return piece
    case .segment(let segment, let source): return try source.open(segment)
    }
  }
}

/// Bytes of one blob.
struct Segment: Sendable {
  /// Where the bytes of the blob are.
  enum Source: Sendable {
    case file(BlobName)
    case bytes([UInt8])
  }

  var blob: Int64
  /// In the blob.
  var start: Int64
  var sizeBytes: Int64
  var source: Source
}
