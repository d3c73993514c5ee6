internal import Digests
package import StorageModel

/// Reads a body in aws-chunked coding, whatever the pieces in which it arrives, and checks signatures, lengths and
/// trailer on the way.
///
/// Bytes come out before the signature of their chunk was checked: nothing of the body counts until ``finish()``
/// returned. Holds one line of at most ``lineLimitBytes`` and never a payload byte.
package struct ChunkedPayloadDecoder: Sendable {
  /// The longest line accepted: a chunk's head, or a field of the trailer.
  package static let lineLimitBytes = 1_024
  /// The most fields that a trailer may have.
  package static let trailerLimit = 8

  private enum State: Sendable {
    case chunkHead
    case chunk(remaining: Int64)
    case chunkTail
    case trailer
    case done(spareBytes: Int)
  }

  private let payload: ChunkedPayload
  private var signer: ChunkSigner?
  private var state = State.chunkHead
  private var line: [UInt8] = []
  private var digest = SHA256Digest()
  private var expectedSignature: [UInt8] = []
  private var decodedBytes: Int64 = 0
  private var trailer = ChunkedTrailer()

  package init(_ payload: ChunkedPayload) {
    self.payload = payload
    self.signer = payload.signer
  }

  /// Takes the next bytes and says where in them payload stands: ascending, not overlapping.
  package mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(SignatureFailure) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var position = 0
    while position < bytes.count {
      switch state {
      case .chunk(let remaining):
        let taken = Int(min(remaining, Int64(bytes.count - position)))
        let range = position..<position + taken
        if signer != nil { digest.update(UnsafeRawBufferPointer(rebasing: bytes[range])) }
        ranges.append(range)
        position = range.upperBound
        state = remaining == Int64(taken) ? .chunkTail : .chunk(remaining: remaining - Int64(taken))
      case .chunkHead, .chunkTail, .trailer:
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
          try endLine()
        } else {
          guard line.count < Self.lineLimitBytes else {
            throw SignatureFailure(.invalidRequest, "A line of the aws-chunked body is too long.")
          }
          line.append(byte)
        }
      case .done(let spareBytes):
        // One writer of signed trailers ends them with an empty line too many.
        guard spareBytes > 0, bytes[position] == 13 || bytes[position] == 10 else {
          throw SignatureFailure(.invalidRequest, "Bytes follow the end of the aws-chunked body.")
        }
        state = .done(spareBytes: spareBytes - 1)
        position += 1
      }
    }
    return ranges
  }

  /// The payload bytes among the next bytes.
  package mutating func decode(_ bytes: [UInt8]) throws(SignatureFailure) -> [UInt8] {
    let ranges = try bytes.withUnsafeBufferPointer { buffer throws(SignatureFailure) in
      try decode(UnsafeRawBufferPointer(buffer))
    }
    return ranges.flatMap { bytes[$0] }
  }

  /// To be called at the end of the body: throws unless it ended where it should, with the length that the head
  /// announced and every field that x-amz-trailer promised. The caller compares the checksums among them with what
  /// it computed.
  package func finish() throws(SignatureFailure) -> HTTPFields {
    guard case .done = state, decodedBytes == payload.decodedLengthBytes else {
      throw SignatureFailure(.incompleteBody, "The body ended before x-amz-decoded-content-length bytes had come.")
    }
    return trailer.fields
  }

  private mutating func endLine() throws(SignatureFailure) {
    if line.last == 13 { line.removeLast() }
    let ended = line
    line.removeAll(keepingCapacity: true)
    switch state {
    case .chunkHead: try startChunk(ChunkHead(ended))
    case .chunkTail:
      guard ended.isEmpty else { throw SignatureFailure(.invalidRequest, "A chunk is longer than its head says.") }
      try checkChunk()
      state = .chunkHead
    case .trailer: try takeTrailerLine(ended)
    case .chunk, .done: break
    }
  }

  private mutating func startChunk(_ head: ChunkHead?) throws(SignatureFailure) {
    guard let head, (head.signature != nil) == (signer != nil) else {
      throw SignatureFailure(.invalidRequest, "The head of a chunk is malformed.")
    }
    let (total, overflow) = decodedBytes.addingReportingOverflow(head.lengthBytes)
    guard !overflow, total <= payload.decodedLengthBytes else {
      throw SignatureFailure(.invalidRequest, "The chunks are longer than x-amz-decoded-content-length.")
    }
    decodedBytes = total
    expectedSignature = head.signature ?? []
    digest = SHA256Digest()
    if head.lengthBytes > 0 {
      state = .chunk(remaining: head.lengthBytes)
    } else {
      try checkChunk()
      state = .trailer
    }
  }

  private mutating func checkChunk() throws(SignatureFailure) {
    guard let signature = signer?.signature(ofChunk: digest.finalize()) else { return }
    guard constantTimeEquals(signature, expectedSignature) else {
      throw SignatureFailure(.signatureDoesNotMatch, "The signature of a chunk does not match.")
    }
  }

  private mutating func takeTrailerLine(_ text: [UInt8]) throws(SignatureFailure) {
    guard text.isEmpty else {
      guard payload.hasTrailer else {
        throw SignatureFailure(.invalidRequest, "A trailer follows a body that was announced without one.")
      }
      try trailer.take(text)
      return
    }
    let needsSignature = payload.hasTrailer && signer != nil && !(payload.trailerNames.isEmpty && trailer.isEmpty)
    // One writer puts an empty line between the fields and their signature.
    if needsSignature, trailer.signature == nil, trailer.mayPause() { return }
    try trailer.checkNames(payload.trailerNames)
    if needsSignature || trailer.signature != nil { try checkTrailer() }
    state = .done(spareBytes: payload.hasTrailer ? 2 : 0)
  }

  private mutating func checkTrailer() throws(SignatureFailure) {
    guard let signature = signer?.signature(ofTrailer: trailer.digest), let sent = trailer.signature,
      constantTimeEquals(signature, sent)
    else { throw SignatureFailure(.signatureDoesNotMatch, "The signature of the trailer does not match.") }
  }
}
