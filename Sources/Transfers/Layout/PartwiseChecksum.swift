internal import Digests
internal import StorageModel

/// The composite checksum of bytes that come in pieces, for one part size (S3 User Guide, "Checking object integrity",
/// COMPOSITE).
struct PartwiseChecksum: Sendable {
  private let algorithm: ChecksumAlgorithm
  private let partSizeBytes: Int64
  private var part: ChecksumHasher
  private var partFilled: Int64 = 0
  private var parts: [Checksum] = []

  init(_ algorithm: ChecksumAlgorithm, partSizeBytes: Int64) {
    self.algorithm = algorithm
    self.partSizeBytes = max(1, partSizeBytes)
    part = ChecksumHasher(algorithm: algorithm)
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if partFilled == partSizeBytes { closePart() }
      let piece = rest.prefix(Int(min(partSizeBytes - partFilled, Int64(rest.count))))
      part.update(UnsafeRawBufferPointer(rebasing: piece))
      partFilled += Int64(piece.count)
      rest = rest.dropFirst(piece.count)
    }
  }

  func value() -> Checksum? {
    var whole = self
    whole.closePart()
    return Checksum.composite(algorithm, of: whole.parts)
  }

  private mutating func closePart() {
    parts.append(part.finalize())
    part = ChecksumHasher(algorithm: algorithm)
    partFilled = 0
  }
}
