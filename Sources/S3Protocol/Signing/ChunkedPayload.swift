/// A body in aws-chunked coding, as its head announced it.
package struct ChunkedPayload: Sendable {
  /// Signs what each chunk and the trailer must be signed with; nil where they are not signed.
  package let signer: ChunkSigner?
  /// True when a trailer follows the last chunk.
  package let hasTrailer: Bool
  /// Of the body without the coding: x-amz-decoded-content-length.
  package let decodedLengthBytes: Int64
  /// What x-amz-trailer promises, in lower case: each must come, and nothing else.
  package let trailerNames: [String]

  package init(signer: ChunkSigner?, hasTrailer: Bool, decodedLengthBytes: Int64, trailerNames: [String]) {
    self.signer = signer
    self.hasTrailer = hasTrailer
    self.decodedLengthBytes = decodedLengthBytes
    self.trailerNames = trailerNames
  }
}

/// How the body of an accepted request must be checked before anything of it counts.
package enum PayloadVerification: Sendable {
  /// Its SHA-256 must be these 32 bytes.
  case sha256([UInt8])
  /// The signature says nothing of it.
  case unsigned
  /// It must pass a ``ChunkedPayloadDecoder``.
  case chunked(ChunkedPayload)
}

/// What ``SignatureVerifier`` found out about a request. Handlers work from it, not from the raw head.
package struct AuthenticatedRequest: Sendable {
  /// nil for a request without any signature.
  package let accessKeyID: String?
  /// True when the signature stood in the query.
  package let isPresigned: Bool
  /// Path and query, decoded once, by the same code that checked them.
  package let target: RequestTarget
  package let payload: PayloadVerification

  package init(accessKeyID: String?, isPresigned: Bool, target: RequestTarget, payload: PayloadVerification) {
    self.accessKeyID = accessKeyID
    self.isPresigned = isPresigned
    self.target = target
    self.payload = payload
  }
}
