package import StorageModel

extension Checksum {
  /// The checksum over the checksums of parts, in part order (S3 User Guide, "Checking object integrity", COMPOSITE).
  /// nil without parts, or when one of them has another algorithm or length.
  package static func composite(_ algorithm: ChecksumAlgorithm, of parts: [Checksum]) -> Checksum? {
    guard !parts.isEmpty, parts.allSatisfy({ $0.isWhole(algorithm) }) else { return nil }
    var hasher = ChecksumHasher(algorithm: algorithm)
    for part in parts { hasher.update(part.bytes) }
    return Checksum(algorithm, bytes: hasher.finalize().bytes, compositePartCount: parts.count)
  }

  /// The checksum of the whole object from those of its parts and their lengths (FULL_OBJECT). nil without parts, for
  /// SHA-1 and SHA-256, which cannot be joined, or when a part has another algorithm or length.
  package static func fullObject(
    _ algorithm: ChecksumAlgorithm, of parts: [(checksum: Checksum, lengthBytes: UInt64)]
  ) -> Checksum? {
    guard !parts.isEmpty, parts.allSatisfy({ $0.checksum.isWhole(algorithm) }) else { return nil }
    let pieces = parts.map { (value: $0.checksum.number, lengthBytes: $0.lengthBytes) }
    switch algorithm {
    case .crc32:
      return Checksum(
        algorithm,
        bytes: pieces.reduce(CRC32()) { joined, piece in
          joined.combined(with: CRC32(value: UInt32(truncatingIfNeeded: piece.value)), lengthBytes: piece.lengthBytes)
        }.bytes)
    case .crc32c:
      return Checksum(
        algorithm,
        bytes: pieces.reduce(CRC32C()) { joined, piece in
          joined.combined(with: CRC32C(value: UInt32(truncatingIfNeeded: piece.value)), lengthBytes: piece.lengthBytes)
        }.bytes)
    case .crc64nvme:
      return Checksum(
        algorithm,
        bytes: pieces.reduce(CRC64NVME()) { joined, piece in
          joined.combined(with: CRC64NVME(value: piece.value), lengthBytes: piece.lengthBytes)
        }.bytes)
    case .sha1, .sha256:
      return nil
    }
  }

  /// The value as headers and documents carry it: base64, then `-N` for a composite of N parts.
  package var headerValue: String {
    base64Encoded(bytes) + (compositePartCount.map { "-\($0)" } ?? "")
  }

  /// Reads ``headerValue``: strict base64 of the right length; a `-N` needs 1 <= N <= 10,000.
  package init?(_ algorithm: ChecksumAlgorithm, headerValue text: String) {
    let pieces = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = pieces.first, let bytes = base64Decoded(String(first)), bytes.count == algorithm.lengthBytes
    else { return nil }
    guard pieces.count == 2 else {
      self.init(algorithm, bytes: bytes)
      return
    }
    let digits = pieces[1]
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let count = Int(digits),
      (1...10_000).contains(count)
    else { return nil }
    self.init(algorithm, bytes: bytes, compositePartCount: count)
  }

  private func isWhole(_ wanted: ChecksumAlgorithm) -> Bool {
    algorithm == wanted && bytes.count == wanted.lengthBytes && compositePartCount == nil
  }

  private var number: UInt64 { bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
