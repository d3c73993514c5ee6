internal import Digests
internal import ObjectStores
internal import StorageModel

/// Compares a body with the best proof that the store gives of it, in one pass over its bytes.
///
/// In this order: a checksum of the whole object; a checksum over those of its parts, where the part size is known or
/// can be guessed; the ETag, where it is made of MD5s. A guess that does not match proves nothing.
struct BodyVerifier: Sendable {
  enum Verdict: Sendable, Equatable {
    case verified(Verification)
    case damaged(evidence: String, expected: String, found: String)
  }

  private enum Method: Sendable {
    case checksum(ChecksumHasher, expected: Checksum)
    case composite([(size: Int64, hasher: PartwiseChecksum)], expected: Checksum, isCertain: Bool)
    /// A size of 0: one piece.
    case etag([(size: Int64, hasher: PartwiseMD5)], expected: ETag, isCertain: Bool)
    case none
  }

  private var method: Method

  /// `info` is of the whole object.
  init(_ info: ObjectInfo, knownPartSizeBytes: Int64?) {
    let whole = info.checksums.filter { $0.compositePartCount == nil && $0.bytes.count == $0.algorithm.lengthBytes }
    // A CRC costs a tenth of a SHA.
    let order: [ChecksumAlgorithm] = [.crc64nvme, .crc32c, .crc32, .sha256, .sha1]
    if let best = order.lazy.compactMap({ wanted in whole.first { $0.algorithm == wanted } }).first {
      method = .checksum(ChecksumHasher(algorithm: best.algorithm), expected: best)
      return
    }
    let composite = info.checksums.first { $0.compositePartCount != nil }
    let partCount = info.etag.partCount ?? composite?.compositePartCount
    let guess = LikelyPartSizes(sizeBytes: info.sizeBytes, partCount: partCount, known: knownPartSizeBytes)
    if let composite, composite.compositePartCount == partCount, !guess.sizes.isEmpty {
      let hashers = guess.sizes.map { (size: $0, hasher: PartwiseChecksum(composite.algorithm, partSizeBytes: $0)) }
      method = .composite(hashers, expected: composite, isCertain: guess.isCertain)
      return
    }
    let isPlain = info.serverSideEncryption.map { $0 == "AES256" } ?? true
    if isPlain, info.etag.isMD5Shaped {
      method = .etag([(size: Int64(0), hasher: PartwiseMD5(partSizeBytes: 0))], expected: info.etag, isCertain: true)
    } else if isPlain, info.etag.partCount != nil, !guess.sizes.isEmpty {
      let hashers = guess.sizes.map { (size: $0, hasher: PartwiseMD5(partSizeBytes: $0)) }
      method = .etag(hashers, expected: info.etag, isCertain: guess.isCertain)
    } else {
      method = .none
    }
  }

  /// False where the bytes need not be fed.
  var needsBytes: Bool {
    if case .none = method { return false }
    return true
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let current = method
    // Out of the property while it is fed, or its digests would be shared and copied.
    method = .none
    switch current {
    case .checksum(var hasher, let expected):
      hasher.update(bytes)
      method = .checksum(hasher, expected: expected)
    case .composite(var hashers, let expected, let isCertain):
      for index in hashers.indices { hashers[index].hasher.update(bytes) }
      method = .composite(hashers, expected: expected, isCertain: isCertain)
    case .etag(var hashers, let expected, let isCertain):
      for index in hashers.indices { hashers[index].hasher.update(bytes) }
      method = .etag(hashers, expected: expected, isCertain: isCertain)
    case .none: break
    }
  }

  /// Of all that came.
  func verdict() -> Verdict {
    switch method {
    case .none: return .verified(.lengthOnly)
    case .checksum(let hasher, let expected):
      let found = hasher.finalize()
      if found.bytes == expected.bytes { return .verified(.checksum(expected.algorithm)) }
      return damaged(expected, found)
    case .composite(let hashers, let expected, let isCertain):
      let found = hashers.map { $0.hasher.value() }
      if found.contains(where: { $0?.bytes == expected.bytes }) { return .verified(.checksum(expected.algorithm)) }
      guard isCertain, let first = found.first ?? nil else { return .verified(.lengthOnly) }
      return damaged(expected, first)
    case .etag(let hashers, let expected, let isCertain):
      let found = hashers.map { (size: $0.size, etag: $0.hasher.etag()) }
      if let match = found.first(where: { equalsIgnoringCase($0.etag.value, expected.value) }) {
        return .verified(match.size == 0 ? .etag : .multipartETag(partSizeBytes: match.size))
      }
      guard isCertain, let first = found.first else { return .verified(.lengthOnly) }
      return .damaged(evidence: "ETag", expected: expected.value, found: first.etag.value)
    }
  }

  private func damaged(_ expected: Checksum, _ found: Checksum) -> Verdict {
    .damaged(
      evidence: "checksum \(expected.algorithm.rawValue)", expected: expected.headerValue, found: found.headerValue)
  }
}

/// The part sizes to try for an object.
private struct LikelyPartSizes {
  var sizes: [Int64] = []
  /// The size is known: no match is a difference.
  var isCertain = false

  init(sizeBytes: Int64, partCount: Int?, known: Int64?) {
    guard let partCount, sizeBytes > 0 else { return }
    if let known, MultipartLayout(sizeBytes: sizeBytes, partSizeBytes: known)?.partCount == partCount {
      sizes = [known]
      isCertain = true
    } else {
      sizes = PartSizeGuess.candidates(sizeBytes: sizeBytes, partCount: partCount)
      // A single part has only one possible size.
      isCertain = partCount == 1
    }
  }
}
