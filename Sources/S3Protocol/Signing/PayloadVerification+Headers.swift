internal import StorageModel

extension PayloadVerification {
  /// Reads what else the headers say of a body. `signer` is nil for a request without a signature.
  init(_ hash: PayloadHash, signer: ChunkSigner?, headers: HTTPFields) throws(SignatureFailure) {
    let trailerNames = try Self.trailerNames(headers)
    switch hash {
    case .empty: self = .sha256(sha256Empty)
    case .signed(let digest): self = .sha256(digest)
    case .unsigned: self = .unsigned
    case .streamingUnsignedTrailer, .streamingSigned, .streamingSignedTrailer:
      let isSigned = hash != .streamingUnsignedTrailer
      guard !isSigned || signer != nil else {
        throw SignatureFailure(.accessDenied, "A body with signed chunks needs a signed head.")
      }
      let payload = ChunkedPayload(
        signer: isSigned ? signer : nil, hasTrailer: hash != .streamingSigned,
        decodedLengthBytes: try Self.decodedLengthBytes(headers), trailerNames: trailerNames)
      self = .chunked(payload)
    }
    if case .chunked(let payload) = self, payload.hasTrailer { return }
    guard trailerNames.isEmpty else {
      throw SignatureFailure(.invalidRequest, "x-amz-trailer needs a x-amz-content-sha256 that ends in TRAILER.")
    }
  }

  private static func decodedLengthBytes(_ headers: HTTPFields) throws(SignatureFailure) -> Int64 {
    let values = headers.values("x-amz-decoded-content-length")
    guard let value = values.first else {
      throw SignatureFailure(.missingContentLength, "x-amz-decoded-content-length is missing.")
    }
    let isNumber = value.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard values.count == 1, isNumber, let length = Int64(value) else {
      throw SignatureFailure(.invalidArgument, "x-amz-decoded-content-length is not a length in bytes.")
    }
    return length
  }

  /// The names in x-amz-trailer, in lower case: none, or that of one checksum, which is all that S3 takes there.
  private static func trailerNames(_ headers: HTTPFields) throws(SignatureFailure) -> [String] {
    let names = headers.values("x-amz-trailer").flatMap { value in
      value.split(separator: ",", omittingEmptySubsequences: false).map { name in
        lowercased(name.filter { $0 != " " && $0 != "\t" })
      }
    }
    let isKnown = names.allSatisfy { name in ChecksumAlgorithm.allCases.contains { $0.headerName == name } }
    guard names.count <= 1, isKnown else {
      throw SignatureFailure(.invalidRequest, "The value of x-amz-trailer is not supported.")
    }
    return names
  }
}

/// The SHA-256 of nothing.
private let sha256Empty = SignatureText.digest(PayloadHash.emptyDigest) ?? []
