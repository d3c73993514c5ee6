internal import Digests

/// When a pack is full.
struct PackLimits: Sendable {
  var sizeBytes: Int
  /// What is known of a blob until an index file lists it takes two hundred bytes, more than a small blob itself.
  var blobs: Int

  /// Room behind the size at which a pack is full: most blobs, and the header, fit without a copy of the pack.
  var roomBytes: Int { sizeBytes + 2 << 20 }
}

/// A blob on its way into a pack.
package struct PackedBlob: Sendable {
  package var handle: BlobHandle
  /// Compressed where that helps.
  package var bytes: [UInt8]
  /// nil when it is not compressed.
  package var uncompressedLength: UInt32?
  /// Whether `bytes` are encrypted already, as another pack has them.
  package var isSealed = false

  /// In the pack.
  var sealedBytes: Int { isSealed ? bytes.count : bytes.count + MasterKey.overheadBytes }
}

/// A pack while blobs are added to it, sealed and stored; emptied, its memory serves the next one. A class, so that
/// the memory has one owner wherever it goes: a value is copied whenever it changes beside a second reference to it.
///
/// `@unchecked Sendable`: its owner is the lock of ``OpenPacks`` while it is open, then the one task that stores it.
final class PackBuilder: @unchecked Sendable {
  let kind: BlobKind
  private let limits: PackLimits
  private(set) var bytes: [UInt8] = []
  private(set) var blobs: [BlobLocation] = []
  /// Set when it is sealed.
  private(set) var id = StorageID.none

  init(_ kind: BlobKind, _ limits: PackLimits) {
    self.kind = kind
    self.limits = limits
  }

  var isFull: Bool { bytes.count >= limits.sizeBytes || blobs.count >= limits.blobs }

  /// Whether the blobs fit as well. One that is larger than a pack gets one of its own.
  func hasRoom(forBlobs count: Int = 1, bytes added: Int) -> Bool {
    let header = PackHeader.largestSizeBytes(blobs: blobs.count + count)
    return blobs.isEmpty || blobs.count + count <= limits.blobs && bytes.count + added + header <= limits.roomBytes
  }

  func append(_ blob: PackedBlob, _ key: MasterKey) {
    // Pages that nothing was written to cost nothing.
    if bytes.isEmpty { bytes.reserveCapacity(limits.roomBytes) }
    let place = BlobPlace(
      offset: UInt32(bytes.count), length: UInt32(blob.sealedBytes), uncompressedLength: blob.uncompressedLength)
    blobs.append(BlobLocation(blob.handle, pack: .none, place: place))
    if blob.isSealed {
      bytes += blob.bytes
    } else {
      blob.bytes.withUnsafeBytes { key.seal($0, appendingTo: &bytes) }
    }
  }

  /// Takes over all blobs of another pack, which is empty afterwards.
  func absorb(_ other: PackBuilder) {
    let start = UInt32(bytes.count)
    bytes += other.bytes
    for var blob in other.blobs {
      blob.place.offset += start
      blobs.append(blob)
    }
    other.empty()
  }

  /// Ends the pack with its header and proves it: the header is read back, each blob is decrypted, decompressed and
  /// hashed, before anything of it leaves this machine. Broken memory and compressors happen.
  func seal(_ key: MasterKey) throws {
    let bodyBytes = bytes.count
    PackHeader.encoded(blobs).withUnsafeBytes { key.seal($0, appendingTo: &bytes) }
    withUnsafeBytes(of: UInt32(bytes.count - bodyBytes).littleEndian) { bytes += $0 }
    id = StorageID(of: bytes)
    for index in blobs.indices { blobs[index].pack = id }
    try verify(bodyBytes: bodyBytes, key)
  }

  private func verify(bodyBytes: Int, _ key: MasterKey) throws {
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

  /// Keeps the memory, unless one blob made it larger than that of a pack.
  func empty() {
    if bytes.capacity > 2 * limits.roomBytes { bytes = [] }
    bytes.removeAll(keepingCapacity: true)
    blobs = []
    id = .none
  }
}
