internal import Digests
package import LocalFiles
package import StorageModel

/// Recomputes what S3 made of a content: the MD5 of a body put in one piece, or the MD5 of the parts' MD5s and their
/// number (S3 User Guide, "Checking object integrity", ETags).
package enum ETagRecomputer {
  /// The ETag of a file uploaded in parts of `partSizeBytes`, or in one piece where that is 0.
  package static func etag(
    of file: OpenFile, sizeBytes: Int64, partSizeBytes: Int64
  ) async throws(TransferError) -> ETag {
    var hashers = [PartwiseMD5(partSizeBytes: partSizeBytes)]
    try await feed(file, sizeBytes: sizeBytes, &hashers)
    return hashers[0].etag()
  }

  /// Compares a file with the ETag of an object of the same size, reading it once whatever the number of guesses.
  ///
  /// `.equal` proves equality; `.different` proves a difference, provided the ETag is made of MD5s (it is not of
  /// objects encrypted with SSE-KMS or SSE-C); `.unknown` when the part size could not be guessed.
  package static func compare(
    _ file: OpenFile, sizeBytes: Int64, with etag: ETag, knownPartSizeBytes: Int64? = nil
  ) async throws(TransferError) -> Comparison {
    if etag.isMD5Shaped {
      let found = try await self.etag(of: file, sizeBytes: sizeBytes, partSizeBytes: 0)
      return sameTag(found, etag) ? .equal(partSizeBytes: 0) : .different(found)
    }
    guard let partCount = etag.partCount else { return .unknown }
    let known = knownPartSizeBytes.flatMap { MultipartLayout(sizeBytes: sizeBytes, partSizeBytes: $0) }
    let isKnown = known?.partCount == partCount
    let sizes =
      isKnown
      ? [known?.partSizeBytes ?? 0] : PartSizeGuess.candidates(sizeBytes: sizeBytes, partCount: partCount)
    guard !sizes.isEmpty else { return .unknown }
    var hashers = sizes.map { PartwiseMD5(partSizeBytes: $0) }
    try await feed(file, sizeBytes: sizeBytes, &hashers)
    for (size, hasher) in zip(sizes, hashers) where sameTag(hasher.etag(), etag) {
      return .equal(partSizeBytes: size)
    }
    return isKnown ? .different(hashers[0].etag()) : .unknown
  }

  /// The answer of ``compare(_:sizeBytes:with:knownPartSizeBytes:)``.
  package enum Comparison: Hashable, Sendable {
    /// `partSizeBytes` 0: put in one piece.
    case equal(partSizeBytes: Int64)
    case different(ETag)
    case unknown
  }

  private static func feed(
    _ file: OpenFile, sizeBytes: Int64, _ hashers: inout [PartwiseMD5]
  ) async throws(TransferError) {
    var working = hashers
    hashers = []
    try await RegionReader(file: file).forEachStep(offset: 0, lengthBytes: sizeBytes) { step in
      for index in working.indices { working[index].update(step) }
    }
    hashers = working
  }

  /// Servers differ in the case of the digits.
  private static func sameTag(_ left: ETag, _ right: ETag) -> Bool { equalsIgnoringCase(left.value, right.value) }
}

/// The ETag of bytes that come in pieces, for one part size.
struct PartwiseMD5: Sendable {
  /// 0: one piece.
  private let partSizeBytes: Int64
  private var part = MD5Digest()
  private var partFilled: Int64 = 0
  private var digests: [UInt8] = []
  private var partCount = 0

  init(partSizeBytes: Int64) { self.partSizeBytes = partSizeBytes }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard partSizeBytes > 0 else { return part.update(bytes) }
    var rest = bytes[...]
    while !rest.isEmpty {
      if partFilled == partSizeBytes { closePart() }
      let piece = rest.prefix(Int(min(partSizeBytes - partFilled, Int64(rest.count))))
      part.update(UnsafeRawBufferPointer(rebasing: piece))
      partFilled += Int64(piece.count)
      rest = rest.dropFirst(piece.count)
    }
  }

  func etag() -> ETag {
    guard partSizeBytes > 0 else { return ETag(hexadecimal(part.finalize())) }
    var whole = self
    whole.closePart()
    return ETag(hexadecimal(md5(whole.digests)) + "-\(whole.partCount)")
  }

  private mutating func closePart() {
    digests += part.finalize()
    partCount += 1
    part = MD5Digest()
    partFilled = 0
  }
}

/// The multipart ETag that a store will give, from the ETags of the parts; nil when those are no MD5s.
func multipartETag(of parts: [ETag]) -> ETag? {
  var digests: [UInt8] = []
  for part in parts {
    guard part.isMD5Shaped else { return nil }
    let digits = Array(part.value.utf8)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else { return nil }
      digests.append(byte)
    }
  }
  return parts.isEmpty ? nil : ETag(hexadecimal(md5(digests)) + "-\(parts.count)")
}
