internal import Digests

/// A pack while blobs are added to it. A value: whoever has it, has it alone.
struct PackBuilder: Sendable {
  let kind: BlobKind
  private(set) var bytes: [UInt8] = []
  private(set) var blobs: [BlobLocation] = []

  /// Room behind the size at which a pack is full: most blobs, and the header, fit without a copy of the pack.
  private static let slackBytes = 2 << 20

  /// `buffer` gives its memory, what is in it does not matter; room is made for a pack that is full at `sizeBytes`.
  init(_ kind: BlobKind, reusing buffer: consuming [UInt8] = [], sizeBytes: Int = 0) {
    self.kind = kind
    bytes = buffer
    bytes.removeAll(keepingCapacity: true)
    if sizeBytes > 0 { bytes.reserveCapacity(sizeBytes + Self.slackBytes) }
  }

  var sizeBytes: Int { bytes.count }

  /// All blobs of several packs in one.
  static func merged(_ packs: [PackBuilder]) -> PackBuilder {
    guard var merged = packs.first else { return PackBuilder(.data) }
    for pack in packs.dropFirst() {
      let start = UInt32(merged.bytes.count)
      merged.bytes += pack.bytes
      for var blob in pack.blobs {
        blob.place.offset += start
        merged.blobs.append(blob)
      }
    }
    return merged
  }

  mutating func append(_ blob: SealedBlob) {
    let place = BlobPlace(
      offset: UInt32(bytes.count), length: UInt32(blob.bytes.count), uncompressedLength: blob.uncompressedLength)
    blobs.append(BlobLocation(blob.handle, pack: .none, place: place))
    bytes += blob.bytes
  }

  /// Ends the pack with its header and proves it: the header is read back, each blob is decrypted, decompressed and
  /// hashed, before anything of it leaves this machine. Broken memory and compressors happen.
  consuming func sealed(_ key: MasterKey) throws -> FinishedPack {
    let bodyBytes = bytes.count
    let header = key.seal(PackHeader.encoded(blobs))
    bytes += header
    bytes += withUnsafeBytes(of: UInt32(header.count).littleEndian) { Array($0) }
    let id = StorageID(of: bytes)
    for index in blobs.indices { blobs[index].pack = id }
    let pack = FinishedPack(kind: kind, id: id, bytes: bytes, blobs: blobs)
    try pack.verify(bodyBytes: bodyBytes, key)
    return pack
  }
}

/// A pack that is ready to be stored.
struct FinishedPack: Sendable {
  var kind: BlobKind
  var id: StorageID
  var bytes: [UInt8]
  var blobs: [BlobLocation]

  /// The memory of the pack, which has no bytes afterwards.
  mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  fileprivate func verify(bodyBytes: Int, _ key: MasterKey) throws {
    try bytes.withUnsafeBytes { buffer in
      let header = UnsafeRawBufferPointer(rebasing: buffer[bodyBytes..<(buffer.count - 4)])
      let listed = PackHeader.blobs(in: header, pack: id, bodyBytes: Int64(bodyBytes), key: key)
      guard listed == blobs else { throw Self.failure }
      let opener = BlobOpener(key)
      for blob in blobs {
        let start = Int(blob.place.offset)
        let sealed = UnsafeRawBufferPointer(rebasing: buffer[start..<start + Int(blob.place.length)])
        guard opener.holds(sealed, blob) else { throw Self.failure }
      }
    }
  }

  private static var failure: RepositoryError {
    RepositoryError(
      .damaged, "a new pack failed its verification and was not stored; check this machine's memory")
  }
}
