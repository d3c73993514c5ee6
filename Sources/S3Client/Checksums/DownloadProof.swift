package import Digests
package import ObjectStores
package import StorageModel

/// How a downloaded body can be compared with what the store said of the object.
package enum DownloadProof: Sendable {
  case checksum(Checksum)
  /// The ETag of an object that was put in one piece, unencrypted, is its MD5.
  case md5(ETag)
  /// Nothing to compare with but the length.
  case none

  /// The best that `info` offers for the whole object: a checksum over all bytes, fastest first, else an ETag in the
  /// form of an MD5.
  package init(_ info: ObjectInfo) {
    let order: [ChecksumAlgorithm] = [.crc64nvme, .crc32c, .crc32, .sha256, .sha1]
    let whole = info.checksums.filter { $0.compositePartCount == nil }
    for algorithm in order {
      if let checksum = whole.first(where: { $0.algorithm == algorithm }) {
        self = .checksum(checksum)
        return
      }
    }
    self = info.etag.isMD5Shaped ? .md5(info.etag) : .none
  }

  /// False when the bytes are certainly not the object's. A wrong MD5 is no proof: an encrypted object's ETag may
  /// have its form, so that only an equal one says something, and the caller decides.
  package func matches(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .checksum(let expected): Digests.checksum(expected.algorithm, of: bytes) == expected
    case .md5(let etag): hexadecimal(Digests.md5(bytes)) == etag.value.lowercased()
    case .none: true
    }
  }

  /// The hasher to feed while the body arrives; nil for ``none`` and ``md5(_:)``.
  package var hasher: ChecksumHasher? {
    if case .checksum(let expected) = self { return ChecksumHasher(algorithm: expected.algorithm) }
    return nil
  }
}
