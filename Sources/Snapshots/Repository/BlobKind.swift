/// What a blob holds (restic design document, "Pack Format").
package enum BlobKind: UInt8, Sendable, CaseIterable {
  case data = 0
  case tree = 1

  /// As index files name it.
  package var name: String { self == .data ? "data" : "tree" }
}

/// Names a blob: data and tree of the same bytes are two blobs.
package struct BlobHandle: Hashable, Comparable, Sendable {
  package var kind: BlobKind
  package var id: StorageID

  package init(_ kind: BlobKind, _ id: StorageID) {
    self.kind = kind
    self.id = id
  }

  package static func < (left: BlobHandle, right: BlobHandle) -> Bool {
    left.id != right.id ? left.id < right.id : left.kind.rawValue < right.kind.rawValue
  }
}

/// Where in a pack a blob lies, encrypted.
package struct BlobPlace: Hashable, Sendable {
  package var offset: UInt32
  /// Of the encrypted blob: the 32 bytes of IV and MAC are in it.
  package var length: UInt32
  /// nil for a blob that is not compressed.
  package var uncompressedLength: UInt32?

  package init(offset: UInt32, length: UInt32, uncompressedLength: UInt32? = nil) {
    self.offset = offset
    self.length = length
    self.uncompressedLength = uncompressedLength
  }

  /// Bytes of the content; what the index claims, not yet verified.
  package var contentLength: Int { Int(uncompressedLength ?? (length > 32 ? length - 32 : 0)) }
}

/// A blob as the index knows it.
package struct BlobLocation: Hashable, Sendable {
  package var handle: BlobHandle
  package var pack: StorageID
  package var place: BlobPlace

  package init(_ handle: BlobHandle, pack: StorageID, place: BlobPlace) {
    self.handle = handle
    self.pack = pack
    self.place = place
  }
}
