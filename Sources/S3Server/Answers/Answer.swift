internal import S3Protocol
internal import StorageModel

/// What a handler answers.
struct Answer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// `lengthBytes` of an object, window by window.
    case stream(AnswerReader, lengthBytes: Int64)
    /// No body, but the length that the same GET would have.
    case headOnly(lengthBytes: Int64)
  }

  var status: Int
  var headers: HTTPFields
  var body: Body

  init(status: Int = 200, headers: HTTPFields = HTTPFields(), body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(_ response: some S3OperationResponse) {
    let wire = response.wireResponse()
    self.init(status: wire.status, headers: wire.headers, body: .bytes(wire.body))
  }
}
