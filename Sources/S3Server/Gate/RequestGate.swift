internal import S3Protocol
internal import StorageModel

/// A request that may be carried out.
struct AdmittedRequest: Sendable {
  let route: Route
  var request: VerifiedRequest
}

/// The one place where requests are authenticated and authorised. Every route passes it, and what comes out is all that
/// handlers see.
struct RequestGate: Sendable {
  private let verifier: SignatureVerifier
  private let root: Credentials
  private let router: Router

  init(region: String, root: Credentials, router: Router) {
    verifier = SignatureVerifier(region: region)
    self.root = root
    self.router = router
  }

  /// Throws what the request is refused with.
  func admit(
    _ head: S3RequestHead, framing: BodyFraming, now: Timestamp
  ) throws(S3Error) -> AdmittedRequest {
    let verified: AuthenticatedRequest
    do {
      verified = try verifier.verify(head, now: now) { $0 == root.accessKeyID ? root : nil }
    } catch {
      throw S3Error(error)
    }
    // Only the root key exists, and it may do everything; who does not sign may do nothing.
    guard verified.accessKeyID == root.accessKeyID else { throw S3Error(.accessDenied) }
    var headers = head.headers
    if verified.isPresigned { try Self.addHeaders(from: verified.target, to: &headers) }
    let found = try router.route(
      method: head.method, target: verified.target, headers: headers, isPresigned: verified.isPresigned)
    let request = VerifiedRequest(
      wire: WireRequest(method: head.method, target: verified.target, headers: headers), bucketName: found.bucket,
      objectKey: found.key, payload: verified.payload, framing: framing, now: now)
    return AdmittedRequest(route: found.route, request: request)
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
    let lengths = headers.values("content-length")
    let codings = headers.values("transfer-encoding")
    guard codings.isEmpty else {
      guard lengths.isEmpty, codings.count == 1, equalsIgnoringCase(codings[0], "chunked") else {
        throw S3Error(.invalidRequest, "Content-Length and Transfer-Encoding do not agree.")
      }
      self = .chunked
      return
    }
    guard let text = lengths.first else {
      self = .none
      return
    }
    guard lengths.count == 1, !text.isEmpty, let bytes = decimalInteger(Array(text.utf8)), bytes >= 0 else {
      throw S3Error(.invalidArgument, "Content-Length is not a length in bytes.")
    }
    self = .length(bytes)
  }
}
