package import StorageModel

/// Which checksum an endpoint takes with uploads, best first. Raw values are for the state database.
package enum ChecksumCapability: String, Sendable, CaseIterable {
  case crc64nvme
  case crc32c
  /// Neither: over TLS the MD5 of the body goes along, over plain HTTP the signature covers the SHA-256 anyway.
  case none

  /// nil for ``none``.
  package var algorithm: ChecksumAlgorithm? {
    switch self {
    case .crc64nvme: .crc64nvme
    case .crc32c: .crc32c
    case .none: nil
    }
  }

  /// What to try when the endpoint refuses this.
  var weaker: ChecksumCapability? {
    switch self {
    case .crc64nvme: .crc32c
    case .crc32c: ChecksumCapability.none
    case .none: nil
    }
  }
}

/// What a service found out by itself and a user may want to know; the next run need not find it out again if it is
/// given ``S3ClientOptions/checksumCapability``.
package enum ServiceNotice: Hashable, Sendable {
  /// The endpoint refused a checksum algorithm and took a weaker one.
  case checksumFallback(from: ChecksumCapability, to: ChecksumCapability)
  /// The bucket answers from another region than the one configured.
  case bucketRegion(bucket: String, region: String)
  /// This machine's clock differs from the server's: positive when the server's is ahead.
  case clockOffset(Duration)
}
