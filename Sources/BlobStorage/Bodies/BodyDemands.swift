package import StorageModel

/// What is known of a body before its first byte.
package struct BodyDemands: Sendable {
  /// nil when the sender did not say.
  package var lengthBytes: Int64?
  package var maximumBytes: Int64
  /// True when the payload hash will be compared.
  package var needsSHA256: Bool
  /// Which checksum will be compared or stored, besides MD5 and CRC-64/NVME, which always are computed.
  package var checksum: ChecksumAlgorithm?
  /// nil to store the body as it is.
  package var key: BodyKey?
  /// Decides in which folder the body lies; nil for STANDARD.
  package var storageClass: String?

  package init(
    lengthBytes: Int64?, maximumBytes: Int64 = 5 << 30, needsSHA256: Bool = false,
    checksum: ChecksumAlgorithm? = nil, key: BodyKey? = nil, storageClass: String? = nil
  ) {
    self.key = key
    self.storageClass = storageClass
    self.lengthBytes = lengthBytes
    self.maximumBytes = maximumBytes
    self.needsSHA256 = needsSHA256
    self.checksum = checksum
  }
}

/// What a body must turn out to be. What is nil is not compared.
package struct BodyExpectations: Sendable {
  package var lengthBytes: Int64?
  package var md5: [UInt8]?
  package var sha256: [UInt8]?
  package var checksum: Checksum?

  package init(
    lengthBytes: Int64? = nil, md5: [UInt8]? = nil, sha256: [UInt8]? = nil, checksum: Checksum? = nil
  ) {
    self.lengthBytes = lengthBytes
    self.md5 = md5
    self.sha256 = sha256
    self.checksum = checksum
  }
}
