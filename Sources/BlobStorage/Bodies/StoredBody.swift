package import StorageModel

/// A body that is verified and, unless small, durable on the disk; no row names it yet.
///
/// Hand it to one write of the store, which either makes it visible or discards it.
package struct StoredBody: Sendable {
  enum Place: Sendable {
    case inline([UInt8])
    case file(BlobName)
  }

  let place: Place
  package let sizeBytes: Int64
  package let md5: [UInt8]
  /// CRC-64/NVME, big-endian.
  let crc: [UInt8]
  /// The kind that was demanded.
  package let checksum: Checksum?

  var fileName: BlobName? {
    if case .file(let name) = place { return name }
    return nil
  }
}
