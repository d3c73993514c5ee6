internal import Digests
package import LocalFiles
package import StorageModel

/// SHA-256 and CRC-64/NVME of a piece of a file, from one reading.
package struct PartDigests: Hashable, Sendable {
  package var sha256: [UInt8]
  package var crc64nvme: UInt64
  package var sizeBytes: Int64

  package init(sha256: [UInt8], crc64nvme: UInt64, sizeBytes: Int64) {
    self.sha256 = sha256
    self.crc64nvme = crc64nvme
    self.sizeBytes = sizeBytes
  }

  /// Of bytes in memory.
  init(of bytes: [UInt8]) {
    var crc = CRC64NVME()
    crc.update(bytes)
    self.init(sha256: Digests.sha256(bytes), crc64nvme: crc.value, sizeBytes: Int64(bytes.count))
  }

  /// Reads and hashes a region; `.changedWhileRead` when the file is shorter.
  package static func of(
    _ file: OpenFile, offset: Int64, lengthBytes: Int64
  ) async throws(TransferError) -> PartDigests {
    var hash = SHA256Digest()
    var crc = CRC64NVME()
    try await RegionReader(file: file).forEachStep(offset: offset, lengthBytes: lengthBytes) { step in
      hash.update(step)
      crc.update(step)
    }
    return PartDigests(sha256: hash.finalize(), crc64nvme: crc.value, sizeBytes: lengthBytes)
  }

  /// The CRC of the parts laid end to end.
  static func joinedCRC(_ parts: [PartDigests]) -> UInt64 {
    parts.reduce(CRC64NVME()) { whole, part in
      whole.combined(with: CRC64NVME(value: part.crc64nvme), lengthBytes: UInt64(part.sizeBytes))
    }.value
  }
}

/// The digests of a whole local file, cut as it would be uploaded: for `--checksum` and for verifying.
package struct FileDigests: Hashable, Sendable {
  package var digest: ContentDigest
  package var crc64nvme: UInt64

  /// Reads the file once; `partSizeBytes` 0 hashes it whole.
  package static func of(
    _ file: OpenFile, sizeBytes: Int64, partSizeBytes: Int64
  ) async throws(TransferError) -> FileDigests {
    guard partSizeBytes > 0, let layout = MultipartLayout(sizeBytes: sizeBytes, partSizeBytes: partSizeBytes) else {
      let whole = try await PartDigests.of(file, offset: 0, lengthBytes: sizeBytes)
      return FileDigests(digest: .whole(sha256: whole.sha256), crc64nvme: whole.crc64nvme)
    }
    var parts: [PartDigests] = []
    for number in 1...layout.partCount {
      guard let part = layout.part(number) else { continue }
      parts.append(try await PartDigests.of(file, offset: part.offset, lengthBytes: part.lengthBytes))
    }
    return FileDigests(
      digest: .parts(sha256s: parts.map(\.sha256), partSizeBytes: partSizeBytes),
      crc64nvme: PartDigests.joinedCRC(parts))
  }
}
