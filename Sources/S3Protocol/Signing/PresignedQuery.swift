internal import StorageModel

/// The parameters of a presigned request, each there exactly once (S3 API reference, "Authenticating Requests: Using
/// Query Parameters").
struct PresignedQuery {
  let credential: String
  let signedHeaders: String
  let signature: String
  let dateTime: String
  let time: Timestamp
  /// 0 to 604,800.
  let lifetimeSeconds: Int64
  let sessionToken: String?
  /// X-Amz-Content-Sha256, which some signers put here.
  let payload: String?

  init(_ target: RequestTarget) throws(SignatureFailure) {
    let algorithm = try Self.required("X-Amz-Algorithm", target)
    guard algorithm == "AWS4-HMAC-SHA256" else {
      throw Self.malformed("X-Amz-Algorithm only supports AWS4-HMAC-SHA256.")
    }
    credential = try Self.required("X-Amz-Credential", target)
    signedHeaders = try Self.required("X-Amz-SignedHeaders", target)
    signature = try Self.required("X-Amz-Signature", target)
    dateTime = try Self.required("X-Amz-Date", target)
    guard let civil = CivilTime(basic: dateTime) else {
      throw Self.malformed("X-Amz-Date must be in the ISO 8601 basic format.")
    }
    time = civil.timestamp
    let expires = try Self.required("X-Amz-Expires", target)
    guard let seconds = decimalInteger(expires.utf8) else { throw Self.malformed("X-Amz-Expires must be a number.") }
    // S3 calls it AuthorizationQueryParametersError, with 400 (differs from S3): this is what Ceph's tests ask for.
    guard (0...SignatureVerifier.maximumLifetimeSeconds).contains(seconds) else {
      throw SignatureFailure(.accessDenied, "X-Amz-Expires must be less than a week (in seconds).")
    }
    lifetimeSeconds = seconds
    sessionToken = try Self.optional("X-Amz-Security-Token", target)
    payload = try Self.optional("X-Amz-Content-Sha256", target)
  }

  private static func required(_ name: String, _ target: RequestTarget) throws(SignatureFailure) -> String {
    guard let value = try optional(name, target), !value.isEmpty else {
      throw malformed("The query parameter \(name) is missing.")
    }
    return value
  }

  private static func optional(_ name: String, _ target: RequestTarget) throws(SignatureFailure) -> String? {
    do { return try target.text(name) } catch {
      throw malformed("The query parameter \(name) must stand once and be text.")
    }
  }

  private static func malformed(_ message: String) -> SignatureFailure {
    SignatureFailure(.authorizationQueryParametersError, message)
  }
}
