internal import Digests
internal import HTTPTransport
internal import S3Protocol
internal import StorageModel

/// The result of an operation with what came beside it.
struct Answer<Value: Sendable>: Sendable {
  var value: Value
  var response: HTTPResponse
}

extension S3Service {
  /// The longest document that is read: a page of 1,000 keys, every byte percent-encoded.
  static let documentLimitBytes = 16 << 20

  /// Joining 10,000 parts takes minutes; nothing that fits into memory takes longer than this.
  static let documentDeadline: Duration = .seconds(3600)

  /// How long an endpoint may keep silent while it copies or joins.
  static let slowAnswerTimeout: Duration = .seconds(300)

  /// Sends an operation whose body, if any, is its own document; `provingDocument` adds the Content-MD5 that
  /// DeleteObjects and some bucket settings must have, and every endpoint knows.
  func perform<Operation: S3Operation>(
    _ operation: Operation, _ target: OperationTarget,
    into sink: BodySink = .memory(limitBytes: documentLimitBytes), provingDocument: Bool = false,
    idleTimeout: Duration? = nil
  ) async throws(StoreError) -> Answer<Operation.Response> {
    var wire = operation.wireRequest()
    if provingDocument { wire.headers["Content-MD5"] = base64Encoded(md5(wire.body)) }
    var content = RequestContent(document: wire.body, sha256: wire.body.isEmpty ? [] : sha256(wire.body))
    content.idleTimeout = idleTimeout
    if case .memory = sink { content.deadline = Self.documentDeadline }
    return try await exchange(Operation.self, wire, target, content, into: sink)
  }

  /// Sends an operation with the content of an object.
  func perform<Operation: S3Operation>(
    _ operation: Operation, _ target: OperationTarget, content: RequestContent
  ) async throws(StoreError) -> Answer<Operation.Response> {
    try await exchange(
      Operation.self, operation.wireRequest(), target, content, into: .memory(limitBytes: Self.documentLimitBytes))
  }

  /// Sends once, and again at once for each correction that the answers ask for, at most once each.
  private func exchange<Operation: S3Operation>(
    _ operation: Operation.Type, _ wire: WireRequest, _ target: OperationTarget, _ content: RequestContent,
    into sink: BodySink
  ) async throws(StoreError) -> Answer<Operation.Response> {
    var attempt = Attempt(credentials: try await credentials.credentials())
    while true {
      let prepared = try prepare(Operation.name, wire, target, content, attempt)
      let response: HTTPResponse
      meter.count(Operation.name, sentBytes: target.key == nil ? 0 : prepared.request.body?.lengthBytes ?? 0)
      do {
        response = try await sender.send(prepared.request, into: sink)
        if Operation.name == GetObjectRequest.name { meter.receive(response.receivedBytes) }
      } catch {
        throw StoreError(error, operation: Operation.name, target: target, endpoint: prepared.endpoint)
      }
      let wireResponse = WireResponse(status: response.status, headers: response.fields, body: response.body)
      do throws(ResponseFailure) {
        return Answer(value: try Operation.decode(wireResponse), response: response)
      } catch {
        let failure = StoreError(
          error, response: response, operation: Operation.name, target: target, endpoint: prepared.endpoint)
        guard content.isRepeatable, case .service(let document, _) = error,
          let correction = Correction(document, response: response, sent: prepared.sent, now: environment.now()),
          attempt.allows(correction)
        else { throw failure }
        try await apply(correction, target, &attempt, failure)
      }
    }
  }

  private func apply(
    _ correction: Correction, _ target: OperationTarget, _ attempt: inout Attempt, _ failure: StoreError
  ) async throws(StoreError) {
    attempt.note(correction)
    switch correction {
    case .region(let region):
      facts.learn(region: region, of: target.bucket)
      if let bucket = target.bucket { notify(.bucketRegion(bucket: bucket.text, region: region)) }
    case .clock(let seconds):
      facts.clockOffsetSeconds = seconds
      notify(.clockOffset(.seconds(seconds)))
    case .credentials:
      guard let failed = attempt.credentials, let new = try await credentials.replacement(for: failed) else {
        throw failure
      }
      attempt.credentials = new
    case .path(let target):
      attempt.rawTarget = target
    }
  }
}

/// The state of one exchange over its corrections.
struct Attempt {
  var credentials: Credentials?
  /// Where a redirect on the same host leads.
  var rawTarget: String?
  private var kinds: Set<Int> = []

  init(credentials: Credentials?) { self.credentials = credentials }

  func allows(_ correction: Correction) -> Bool { !kinds.contains(Self.kind(correction)) }

  mutating func note(_ correction: Correction) { kinds.insert(Self.kind(correction)) }

  private static func kind(_ correction: Correction) -> Int {
    switch correction {
    case .region: 0
    case .clock: 1
    case .credentials: 2
    case .path: 3
    }
  }
}
