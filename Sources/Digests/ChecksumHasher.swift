package import StorageModel

/// The checksum of bytes that come in pieces, by whichever algorithm. A value: a copy goes on by itself.
package struct ChecksumHasher: Sendable {
  private enum State: Sendable {
    case crc32(CRC32)
    case crc32c(CRC32C)
    case crc64nvme(CRC64NVME)
    case sha1(SHA1Digest)
    case sha256(SHA256Digest)
  }

  package let algorithm: ChecksumAlgorithm
  private var state: State

  package init(algorithm: ChecksumAlgorithm) {
    self.algorithm = algorithm
    self.state =
      switch algorithm {
      case .crc32: .crc32(CRC32())
      case .crc32c: .crc32c(CRC32C())
      case .crc64nvme: .crc64nvme(CRC64NVME())
      case .sha1: .sha1(SHA1Digest())
      case .sha256: .sha256(SHA256Digest())
      }
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // The state leaves self while it is fed, or a digest context would be shared and therefore copied.
    switch take() {
    case .crc32(var crc):
      crc.update(bytes)
      state = .crc32(crc)
    case .crc32c(var crc):
      crc.update(bytes)
      state = .crc32c(crc)
    case .crc64nvme(var crc):
      crc.update(bytes)
      state = .crc64nvme(crc)
    case .sha1(var digest):
      digest.update(bytes)
      state = .sha1(digest)
    case .sha256(var digest):
      digest.update(bytes)
      state = .sha256(digest)
    }
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The checksum of all that came so far. More may follow.
  package func finalize() -> Checksum {
    switch state {
    case .crc32(let crc): Checksum(algorithm, bytes: crc.bytes)
    case .crc32c(let crc): Checksum(algorithm, bytes: crc.bytes)
    case .crc64nvme(let crc): Checksum(algorithm, bytes: crc.bytes)
    case .sha1(let digest): Checksum(algorithm, bytes: digest.finalize())
    case .sha256(let digest): Checksum(algorithm, bytes: digest.finalize())
    }
  }

  private mutating func take() -> State {
    let taken = state
    state = .crc32(CRC32())
    return taken
  }
}

/// The checksum of one buffer.
package func checksum(_ algorithm: ChecksumAlgorithm, of bytes: [UInt8]) -> Checksum {
  var hasher = ChecksumHasher(algorithm: algorithm)
  hasher.update(bytes)
  return hasher.finalize()
}
