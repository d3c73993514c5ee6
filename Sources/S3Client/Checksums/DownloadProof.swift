package import Digests
internal import Glibc
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

  /// As the check of bytes, of a piece of a file, read in pieces of 256 KiB. Throws `.sinkFailed` when it cannot be
  /// read.
  package func matches(_ region: FileRegion) async throws(StoreError) -> Bool {
    var checksum = hasher
    var md5 = MD5Digest()
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var position: Int64 = 0
    while position < region.lengthBytes {
      let wanted = Int(min(Int64(buffer.count), region.lengthBytes - position))
      let got = buffer.withUnsafeMutableBytes {
        pread(region.descriptor, $0.baseAddress, wanted, off_t(region.offset + position))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        throw StoreError(
          .sinkFailed, operation: "verify",
          message: got == 0 ? "the file is too short" : String(cString: strerror(errno)),
          errno: got == 0 ? nil : errno)
      }
      buffer.withUnsafeBytes { bytes in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<got])
        if checksum == nil { md5.update(piece) } else { checksum?.update(piece) }
      }
      position += Int64(got)
      await Task.yield()
    }
    switch self {
    case .checksum(let expected): return checksum?.finalize() == expected
    case .md5(let etag): return hexadecimal(md5.finalize()) == etag.value.lowercased()
    case .none: return true
    }
  }

  /// The hasher to feed while the body arrives; nil for ``none`` and ``md5(_:)``.
  package var hasher: ChecksumHasher? {
    if case .checksum(let expected) = self { return ChecksumHasher(algorithm: expected.algorithm) }
    return nil
  }
}
