import Digests
import S3Protocol
import StorageModel

/// The credentials, time and region of all examples in the S3 API reference.
enum SigningExample {
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
  /// 2013-05-24T00:00:00Z
  static let now = Timestamp(seconds: 1_369_353_600)
  static let signer = RequestSigner(region: "us-east-1")
  static let verifier = SignatureVerifier(region: "us-east-1")

  static func head(
    _ method: String, _ target: String, _ headers: [(name: String, value: String)] = [],
    host: String = "examplebucket.s3.amazonaws.com"
  ) -> S3RequestHead {
    S3RequestHead(method: method, rawTarget: target, headers: HTTPFields([(name: "Host", value: host)] + headers))
  }

  /// A head signed with the example's credentials.
  static func signed(
    _ method: String, _ target: String, _ headers: [(name: String, value: String)] = [],
    payload: PayloadHash = .empty, by credentials: Credentials = credentials, at time: Timestamp = now
  ) throws -> S3RequestHead {
    var head = head(method, target, headers)
    try signer.sign(&head, payload: payload, credentials: credentials, now: time)
    return head
  }

  /// What the verifier says to a head, where it knows only the example's credentials.
  static func verify(
    _ head: S3RequestHead, at time: Timestamp = now, knowing credentials: Credentials = credentials,
    with verifier: SignatureVerifier = verifier
  ) throws(SignatureFailure) -> AuthenticatedRequest {
    try verifier.verify(head, now: time) { id, _ in id == credentials.accessKeyID ? credentials : nil }
  }

  /// The code with which the verifier refuses a head; nil when it accepts it.
  static func refusal(
    _ head: S3RequestHead, at time: Timestamp = now, knowing credentials: Credentials = credentials,
    with verifier: SignatureVerifier = verifier
  ) -> SignatureFailure.Code? {
    do {
      _ = try verify(head, at: time, knowing: credentials, with: verifier)
      return nil
    } catch { return error.code }
  }
}

extension S3RequestHead {
  /// The signature at the end of Authorization.
  var signature: String { String((headers["authorization"] ?? "").suffix(64)) }

  /// The head with a header set, or with it removed.
  func setting(_ name: String, _ value: String?) -> S3RequestHead {
    var changed = self
    changed.headers[name] = value
    return changed
  }

  /// The head with one more header.
  func adding(_ name: String, _ value: String) -> S3RequestHead {
    var changed = self
    changed.headers.append(name, value)
    return changed
  }
}
