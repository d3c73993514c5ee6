package import StorageModel

/// A body that is verified and, unless small, durable on the disk; no row names it yet.
///
/// Hand it to one write of the store, which either makes it visible or discards it.
package struct StoredBody: Sendable {
  enum Place: Sendable {
    case inline([UInt8])
    case file(BlobFile)
  }

  let place: Place
  /// Of the content, whatever it takes on the disk.
  package let sizeBytes: Int64
  /// What the ETag shows: the MD5 of the content, or random bytes where a customer's key hides the content.
  package let md5: [UInt8]
  /// CRC-64/NVME of the stored bytes, big-endian.
  let crc: [UInt8]
  /// See ``StretchSums``; nil for inline and for encrypted bodies.
  let sums: [UInt8]?
  let seal: BlobSeal?
  /// The kind that was demanded, of the content.
  package let checksum: Checksum?

  var file: BlobFile? {
    if case .file(let file) = place { return file }
    return nil
  }
}
