internal import Digests
internal import StorageModel

/// The digests of a body, in one pass over each piece.
struct BodyDigests {
  private enum MD5State {
    case alone(MD5Digest)
    case inLanes(LaneMD5)
  }

  private var md5 = MD5State.alone(MD5Digest())
  private let company: MD5Company?
  private let member: MD5Company.Member?
  private var sums = StretchSums()
  private var sha256: SHA256Digest?
  private var hasher: ChecksumHasher?
  private let algorithm: ChecksumAlgorithm?

  /// Bodies of a company are hashed together where that pays.
  init(_ demands: BodyDemands, company: MD5Company? = nil) {
    self.company = company
    member = company.map { MD5Company.Member($0) }
    if member?.hashesInLanes == true { md5 = .inLanes(LaneMD5()) }
    algorithm = demands.checksum
    // What is computed anyway is not computed twice.
    sha256 = demands.needsSHA256 || demands.checksum == .sha256 ? SHA256Digest() : nil
    switch demands.checksum {
    case nil, .sha256, .crc64nvme: hasher = nil
    case .some(let other): hasher = ChecksumHasher(algorithm: other)
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    sums.update(bytes)
    sha256?.update(bytes)
    hasher?.update(bytes)
    updateMD5(bytes)
  }

  private mutating func updateMD5(_ bytes: UnsafeRawBufferPointer) {
    switch md5 {
    case .inLanes(var digest):
      company?.update(&digest, bytes)
      md5 = .inLanes(digest)
    case .alone(var digest):
      // The digest leaves self while it is fed, or its context would be shared and therefore copied.
      md5 = .inLanes(LaneMD5())
      digest.update(bytes)
      md5 = .alone(digest)
    }
  }

  private func md5Value() -> [UInt8] {
    switch md5 {
    case .alone(let digest): digest.finalize()
    case .inLanes(let digest): digest.finalize()
    }
  }

  func finish() -> DigestValues {
    let sha = sha256?.finalize()
    let crc = sums.total.bytes
    return DigestValues(
      md5: md5Value(), crc: crc, sums: sums.finish(), sha256: sha, checksum: checksum(sha256: sha, crc: crc))
  }

  /// The digests of a body that is in memory as a whole, without a context for any of them.
  static func values(of bytes: UnsafeRawBufferPointer, _ demands: BodyDemands) -> DigestValues {
    var crc = CRC64NVME()
    crc.update(bytes)
    let sha = demands.needsSHA256 || demands.checksum == .sha256 ? Digests.sha256(bytes) : nil
    var checksum: Checksum?
    switch demands.checksum {
    case nil: break
    case .sha256: checksum = sha.map { Checksum(.sha256, bytes: $0) }
    case .crc64nvme: checksum = Checksum(.crc64nvme, bytes: crc.bytes)
    case .some(let other):
      var hasher = ChecksumHasher(algorithm: other)
      hasher.update(bytes)
      checksum = hasher.finalize()
    }
    return DigestValues(md5: Digests.md5(bytes), crc: crc.bytes, sums: [], sha256: sha, checksum: checksum)
  }

  private func checksum(sha256 sha: [UInt8]?, crc: [UInt8]) -> Checksum? {
    switch algorithm {
    case nil: nil
    case .sha256: sha.map { Checksum(.sha256, bytes: $0) }
    case .crc64nvme: Checksum(.crc64nvme, bytes: crc)
    default: hasher?.finalize()
    }
  }
}

/// The digests of a whole body.
struct DigestValues: Sendable {
  let md5: [UInt8]
  /// CRC-64/NVME, big-endian.
  let crc: [UInt8]
  /// See ``StretchSums``; empty for a body that was taken as a whole.
  let sums: [UInt8]
  let sha256: [UInt8]?
  let checksum: Checksum?

  /// Throws what differs from the expectations; the payload hash is compared first, as it is what was signed.
  func verify(_ expected: BodyExpectations) throws(BlobStorageError) {
    if let wanted = expected.sha256, wanted != sha256 {
      throw BlobStorageError(.sha256Mismatch, "the body is not the one whose SHA-256 was signed")
    }
    if let wanted = expected.md5, wanted != md5 {
      throw BlobStorageError(.md5Mismatch, "the body's MD5 is not that of Content-MD5")
    }
    if let wanted = expected.checksum, wanted.bytes != checksum?.bytes || wanted.algorithm != checksum?.algorithm {
      throw BlobStorageError(.checksumMismatch, "the body's \(wanted.algorithm.rawValue) is not the one sent with it")
    }
  }
}
