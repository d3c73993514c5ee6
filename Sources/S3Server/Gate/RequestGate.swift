internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// A request that is authentic and has a route, and is authorised by ``RequestGate/authorise(_:_:_:)`` before anything
/// is done for it. A class: a value would be copied from the phase of the connection to the job and on, and each time
/// its forty references be counted.
final class AdmittedRequest: Sendable {
  let route: Route
  let request: VerifiedRequest

  init(route: Route, request: VerifiedRequest) {
    self.route = route
    self.request = request
  }
}

/// The one place where requests are authenticated and authorised. Every route passes it, and what comes out is all that
/// handlers see.
///
/// Two steps: who it is, from the head alone, on the event loop; and whether they may, which can read the store, at the
/// beginning of the job that carries the request out.
struct RequestGate: Sendable {
  private let verifier: SignatureVerifier
  private let identities: Identities
  private let tokens: SessionTokens
  let authorizer: Authorizer
  let router: Router
  /// Buckets are also found in the name of the host below these.
  private let domains: [String]

  init(
    region: String, identities: Identities, tokens: SessionTokens, authorizer: Authorizer, router: Router,
    domains: [String] = []
  ) {
    verifier = SignatureVerifier(region: region)
    self.identities = identities
    self.tokens = tokens
    self.authorizer = authorizer
    self.router = router
    self.domains = domains
  }

  /// The host names a bucket, whose POST to `/` is a form upload.
  func isBucketHost(_ head: S3RequestHead) -> Bool {
    VirtualHost.bucket(of: head.headers["host"] ?? "", domains: domains) != nil
  }

  /// Who makes a request, and what it is. Throws what the request is refused with.
  func admit(
    _ head: S3RequestHead, framing: BodyFraming, connection: ConnectionFacts, now: Timestamp
  ) throws(S3Error) -> AdmittedRequest {
    let verified: AuthenticatedRequest
    var subject = AccessSubject.anonymous
    do {
      verified = try verifier.verify(head, now: now) { accessKeyID, token in
        let found = tokens.signer(accessKeyID, token, identities)
        subject = found?.subject ?? .anonymous
        return found?.credentials
      }
    } catch {
      throw refusal(error, head)
    }
    if verified.accessKeyID == nil { subject = .anonymous }
    var headers = head.headers
    if verified.isPresigned { try Self.addHeaders(from: verified.target, to: &headers) }
    let target = VirtualHost.resolve(verified.target, host: headers["host"], domains: domains)
    let found = try router.route(
      method: head.method, target: target, headers: headers, isPresigned: verified.isPresigned)
    let wire = WireRequest(method: head.method, target: target, headers: headers)
    let isSigned = verified.accessKeyID != nil
    let facts = RequestFacts(
      wire: wire, principal: subject.principal, connection: connection, now: now,
      authenticationType: isSigned ? (verified.isPresigned ? "REST-QUERY-STRING" : "REST-HEADER") : nil)
    let request = VerifiedRequest(
      wire: wire, bucketName: found.bucket, objectKey: found.key, payload: verified.payload, framing: framing, now: now,
      access: RequestAccess(subject: subject, facts: facts, authorizer: authorizer))
    return AdmittedRequest(route: found.route, request: request)
  }

  /// A token speaks for the key that it was made with, and for no other.
  func signer(_ accessKeyID: String, _ token: String?) -> Identities.Signer? {
    tokens.signer(accessKeyID, token, identities)
  }

  /// A good token beside the wrong key is no damaged token.
  private func refusal(_ failure: SignatureFailure, _ head: S3RequestHead) -> S3Error {
    if failure.code == .invalidToken, let token = head.headers["x-amz-security-token"], tokens.read(token) != nil {
      return S3Error(.accessDenied)
    }
    return S3Error(failure)
  }

  /// Throws AccessDenied unless everything that the request is about is allowed. Returns what its handler works with:
  /// owners are those of the bucket, or on the service whoever asks. May block.
  func authorise(
    _ request: VerifiedRequest, _ route: Route, _ context: ServerContext
  ) throws(S3Error) -> ServerContext {
    let subject = request.access.subject
    var context = context
    if let rule = route.rule {
      let access = request.access.withDocument(request.wire)
      for demand in try rule.demands(request) {
        guard try authorizer.isAllowed(demand, access.facts, subject) else { throw S3Error(.accessDenied) }
      }
    } else {
      guard subject.isUnlimited else { throw S3Error(.accessDenied) }
    }
    var ownerID = subject.ownerID
    if let bucket = request.bucketName, let known = try authorizer.access(to: bucket) { ownerID = known.ownerID }
    if ownerID != context.owner.id { context.owner = identities.owner(id: ownerID) }
    try checkExpectedOwners(request, ownerID: ownerID, authorizer)
    try context.checkAskedMethod(request)
    return context
  }

  /// The same of a request as it was admitted.
  func authorise(_ admitted: AdmittedRequest, _ context: ServerContext) throws(S3Error) -> ServerContext {
    try authorise(admitted.request, admitted.route, context)
  }

  /// A bucket's configuration may have changed: what was known of it is read again.
  func noteChange(by admitted: AdmittedRequest) {
    let request = admitted.request
    guard request.objectKey == nil, let bucket = request.bucketName, !["GET", "HEAD"].contains(request.wire.method)
    else {
      return
    }
    authorizer.forget(bucket)
  }

  /// Software that presigns moves x-amz headers into the query, where the signature covers them. Throws
  /// InvalidArgument for one that stands in both places with different values.
  private static func addHeaders(from target: RequestTarget, to headers: inout HTTPFields) throws(S3Error) {
    for parameter in target.parameters {
      guard let name = String(validating: parameter.name, as: UTF8.self)?.lowercased(), name.hasPrefix("x-amz-"),
        !signatureParameters.contains(name)
      else { continue }
      guard let value = String(validating: parameter.value, as: UTF8.self) else {
        throw .invalidArgument(name, "", "The value is not UTF-8.")
      }
      if let other = headers[name] {
        guard other == value else { throw .invalidArgument(name, value, "The header has another value.") }
      } else {
        headers.append(name, value)
      }
    }
  }

  private static let signatureParameters: Set<String> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature",
    "x-amz-security-token", "x-amz-content-sha256",
  ]
}

/// How the end of a request's body is found (RFC 9112, section 6).
enum BodyFraming: Sendable, Equatable {
  /// Neither Content-Length nor Transfer-Encoding: no body.
  case none
  case length(Int64)
  case chunked

  var lengthBytes: Int64? {
    switch self {
    case .none: 0
    case .length(let bytes): bytes
    case .chunked: nil
    }
  }

  /// Throws InvalidRequest for whatever two readers could take differently: both fields, several lengths, another
  /// coding than chunked (request smuggling; RFC 9112, sections 6.1 and 6.3).
  init(_ headers: HTTPFields) throws(S3Error) {
    var lengths = 0
    var length: String?
    var codings = 0
    var isChunked = false
    for field in headers.fields {
      if equalsIgnoringCase(field.name, "content-length") {
        lengths += 1
        length = field.value
      } else if equalsIgnoringCase(field.name, "transfer-encoding") {
        codings += 1
        isChunked = equalsIgnoringCase(field.value, "chunked")
      }
    }
    guard codings == 0 else {
      guard lengths == 0, codings == 1, isChunked else {
        throw S3Error(.invalidRequest, "Content-Length and Transfer-Encoding do not agree.")
      }
      self = .chunked
      return
    }
    guard let text = length else {
      self = .none
      return
    }
    guard lengths == 1, !text.isEmpty, let bytes = decimalInteger(Array(text.utf8)), bytes >= 0 else {
      throw S3Error(.invalidArgument, "Content-Length is not a length in bytes.")
    }
    self = .length(bytes)
  }
}
