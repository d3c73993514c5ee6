internal import Digests

/// The list of blobs at the end of a pack (restic design document, "Pack Format"): encrypted, followed by its length
/// in four bytes, little endian.
package enum PackHeader {
  private static let plainEntryBytes = 37
  private static let compressedEntryBytes = 41
  /// A header that is longer is none: 16 MiB hold 400,000 blobs.
  private static let largestBytes = 16 << 20

  /// The header before encryption.
  static func encoded(_ blobs: [BlobLocation]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(blobs.count * compressedEntryBytes)
    for blob in blobs {
      let isCompressed = blob.place.uncompressedLength != nil
      bytes.append(blob.handle.kind.rawValue | (isCompressed ? 2 : 0))
      bytes += littleEndian(blob.place.length)
      if let raw = blob.place.uncompressedLength { bytes += littleEndian(raw) }
      bytes += blob.handle.id.bytes
    }
    return bytes
  }

  /// Encrypted size of the header for `blobs`, with the four bytes of its length.
  static func sizeBytes(_ blobs: some Sequence<BlobLocation>) -> Int {
    blobs.reduce(MasterKey.overheadBytes + 4) {
      $0 + ($1.place.uncompressedLength == nil ? plainEntryBytes : compressedEntryBytes)
    }
  }

  /// Encrypted size of a header for so many blobs at most, with the four bytes of its length.
  static func largestSizeBytes(blobs: Int) -> Int { MasterKey.overheadBytes + 4 + blobs * compressedEntryBytes }

  /// The length of the encrypted header, from the last four bytes of a pack; nil when it cannot be.
  static func length(tail: some Collection<UInt8>, packBytes: Int64) -> Int64? {
    guard tail.count == 4 else { return nil }
    let value = tail.reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
    guard value > MasterKey.overheadBytes, value <= largestBytes, value <= packBytes - 4 else { return nil }
    return value
  }

  /// The blobs that an encrypted header lists, in the order of the pack; nil when it is damaged or does not cover
  /// exactly the `bodyBytes` before it.
  static func blobs(
    in sealed: UnsafeRawBufferPointer, pack: StorageID, bodyBytes: Int64, key: MasterKey
  ) -> [BlobLocation]? {
    guard let header = key.open(sealed) else { return nil }
    var blobs: [BlobLocation] = []
    var position = 0
    var offset: UInt32 = 0
    while position < header.count {
      let type = header[position]
      guard type < 4, let kind = BlobKind(rawValue: type & 1) else { return nil }
      let isCompressed = type & 2 != 0
      let count = isCompressed ? compressedEntryBytes : plainEntryBytes
      guard header.count - position >= count else { return nil }
      let length = value(header, position + 1)
      let raw = isCompressed ? value(header, position + 5) : nil
      guard length >= MasterKey.overheadBytes,
        let id = StorageID(bytes: header[(position + count - 32)..<(position + count)])
      else { return nil }
      blobs.append(
        BlobLocation(
          BlobHandle(kind, id), pack: pack,
          place: BlobPlace(offset: offset, length: length, uncompressedLength: raw)))
      let (next, overflow) = offset.addingReportingOverflow(length)
      guard !overflow else { return nil }
      offset = next
      position += count
    }
    return Int64(offset) == bodyBytes ? blobs : nil
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func value(_ bytes: [UInt8], _ position: Int) -> UInt32 {
    bytes[position..<position + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  }
}
