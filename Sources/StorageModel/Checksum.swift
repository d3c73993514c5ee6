/// The checksum algorithms of S3 (User Guide, "Checking object integrity in Amazon S3").
package enum ChecksumAlgorithm: String, Sendable, CaseIterable {
  case crc32 = "CRC32"
  case crc32c = "CRC32C"
  case crc64nvme = "CRC64NVME"
  case sha1 = "SHA1"
  case sha256 = "SHA256"

  /// The length of a value, in bytes.
  package var lengthBytes: Int {
    switch self {
    case .crc32, .crc32c: 4
    case .crc64nvme: 8
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The lower-case header that carries a value: `x-amz-checksum-crc32c`.
  package var headerName: String { "x-amz-checksum-" + rawValue.lowercased() }
}

/// The checksum of an object or a part.
package struct Checksum: Hashable, Sendable {
  package let algorithm: ChecksumAlgorithm
  /// Big-endian for CRCs; as many bytes as the algorithm says.
  package let bytes: [UInt8]
  /// For a checksum over the checksums of parts (COMPOSITE), how many they are; nil for one over the whole body.
  package let compositePartCount: Int?

  package init(_ algorithm: ChecksumAlgorithm, bytes: [UInt8], compositePartCount: Int? = nil) {
    self.algorithm = algorithm
    self.bytes = bytes
    self.compositePartCount = compositePartCount
  }
}
