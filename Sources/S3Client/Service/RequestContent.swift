internal import S3Protocol
internal import StorageModel

/// The body of a request and what its signature says of it.
struct RequestContent: Sendable {
  var body: BodySource?
  var payload: PayloadHash
  /// How long the answer may keep silent; nil for the transport's own measure. Endpoints copy and join objects before
  /// they answer, and not all of them send blanks meanwhile as Amazon does.
  var idleTimeout: Duration?
  /// For the whole exchange; nil for none. A document that trickles in byte by byte would otherwise never end.
  var deadline: Duration?
  /// The algorithm of the checksum in the trailer of a chunked body.
  var trailer: ChecksumAlgorithm?

  /// A document, or nothing.
  init(document: [UInt8], sha256: [UInt8]) {
    body = document.isEmpty ? nil : .bytes(document)
    payload = document.isEmpty ? .empty : .signed(sha256)
  }

  init(body: BodySource, payload: PayloadHash, trailer: ChecksumAlgorithm? = nil) {
    self.body = body
    self.payload = payload
    self.trailer = trailer
  }

  var isRepeatable: Bool { body?.isRepeatable ?? true }
}
