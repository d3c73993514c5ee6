internal import Digests
internal import StorageModel

/// What a request says about its own signature, taken from the Authorization header or from the query, well-formed but
/// not yet believed.
struct SignatureClaim {
  let accessKeyID: String
  let scope: SigningScope
  /// `20260901T000000Z`
  let dateTime: String
  let time: Timestamp
  /// Lower case, ascending.
  let signedNames: [String]
  /// 32 bytes.
  let signature: [UInt8]
  let sessionToken: String?
  let payload: PayloadHash
  /// ``payload`` as it was signed.
  let payloadText: String
  /// nil for a signature in the header.
  let lifetimeSeconds: Int64?
  /// The parameters that the signature covers.
  let signedParameters: [QueryParameter]

  /// The code for a claim that is well-formed but wrong.
  var malformedCode: SignatureFailure.Code {
    lifetimeSeconds == nil ? .authorizationHeaderMalformed : .authorizationQueryParametersError
  }

  /// nil for a request without any signature.
  init?(
    head: S3RequestHead, target: RequestTarget, bodyDigest: [UInt8]?, cache: SigningKeyCache
  ) throws(SignatureFailure) {
    let headerValues = head.headers.values("authorization")
    let isPresigned = !target.parameters.isEmpty && queryNames.contains { target.has($0) }
    guard !headerValues.isEmpty || isPresigned else {
      guard !target.has("Signature"), !target.has("AWSAccessKeyId") else { throw unsupportedVersion }
      return nil
    }
    guard headerValues.count + (isPresigned ? 1 : 0) == 1 else {
      throw SignatureFailure(.invalidArgument, "Only one way of authentication is allowed in a request.")
    }
    if let value = headerValues.first {
      try self.init(
        authorization: value, headers: head.headers, target: target, bodyDigest: bodyDigest, cache: cache)
    } else {
      try self.init(query: target, headers: head.headers)
    }
  }

  private init(
    authorization value: String, headers: HTTPFields, target: RequestTarget, bodyDigest: [UInt8]?,
    cache: SigningKeyCache
  ) throws(SignatureFailure) {
    let (preamble, signatureText) = try ClaimPreamble.read(value, cache)
    guard let signature = SignatureText.digest(signatureText) else {
      throw SignatureFailure(.authorizationHeaderMalformed, "The signature must be 64 lower-case hexadecimal digits.")
    }
    guard let time = SignatureClaim.time(headers) else {
      throw SignatureFailure(.accessDenied, "Authentication requires a valid Date or x-amz-date header.")
    }
    let computed = bodyDigest.map { hexadecimal($0) }
    if let sent = headers["x-amz-content-sha256"], let computed, sent != computed {
      throw SignatureFailure(.signatureDoesNotMatch, "The body is not the one that was signed.")
    }
    guard let payloadText = headers["x-amz-content-sha256"] ?? computed else {
      throw SignatureFailure(.missingSecurityHeader, "The header x-amz-content-sha256 is missing.")
    }
    self.accessKeyID = preamble.credential.accessKeyID
    self.scope = preamble.credential.scope
    self.signedNames = preamble.signedNames
    self.signature = signature
    self.time = time
    self.dateTime = CivilTime(time).basic
    self.payloadText = payloadText
    self.payload = try Self.payload(payloadText)
    self.sessionToken = headers["x-amz-security-token"]
    self.lifetimeSeconds = nil
    self.signedParameters = target.parameters
  }

  private init(query target: RequestTarget, headers: HTTPFields) throws(SignatureFailure) {
    let fields = try PresignedQuery(target)
    guard let parsed = CredentialScope(fields.credential) else {
      throw SignatureFailure(.authorizationQueryParametersError, "X-Amz-Credential is malformed.")
    }
    guard let names = SignatureClaim.signedNames(fields.signedHeaders) else {
      throw SignatureFailure(
        .authorizationQueryParametersError, "X-Amz-SignedHeaders must be lower case, ascending and unique.")
    }
    guard let signature = SignatureText.digest(fields.signature) else {
      throw SignatureFailure(
        .authorizationQueryParametersError, "X-Amz-Signature must be 64 lower-case hexadecimal digits.")
    }
    let payloadText = try Self.presignedPayload(fields, headers: headers)
    self.accessKeyID = parsed.accessKeyID
    self.scope = parsed.scope
    self.signedNames = names
    self.signature = signature
    self.time = fields.time
    self.dateTime = fields.dateTime
    self.payloadText = payloadText
    self.payload = try Self.payload(payloadText)
    self.sessionToken = fields.sessionToken
    self.lifetimeSeconds = fields.lifetimeSeconds
    self.signedParameters = target.parameters.filter { !$0.name.elementsEqual("X-Amz-Signature".utf8) }
  }

  /// Reads x-amz-content-sha256.
  static func payload(_ text: String) throws(SignatureFailure) -> PayloadHash {
    if let payload = PayloadHash(headerValue: text) { return payload }
    if text.hasPrefix("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD") {
      throw SignatureFailure(.notImplemented, "Chunks signed with ECDSA are not supported.")
    }
    throw SignatureFailure(
      .invalidArgument, "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming form or a valid SHA-256.")
  }

  /// A presigned request covers no body unless it says otherwise, in its query or in a header; if in both, alike.
  private static func presignedPayload(
    _ fields: PresignedQuery, headers: HTTPFields
  ) throws(SignatureFailure) -> String {
    let inHeader = headers["x-amz-content-sha256"]
    if let inHeader, let inQuery = fields.payload, inHeader != inQuery {
      throw SignatureFailure(.invalidArgument, "x-amz-content-sha256 says one thing and the query another.")
    }
    return fields.payload ?? inHeader ?? PayloadHash.unsigned.headerValue
  }

  private static func time(_ headers: HTTPFields) -> Timestamp? {
    if let text = headers["x-amz-date"] { return CivilTime(basic: text)?.timestamp }
    guard let text = headers["date"] else { return nil }
    return CivilTime(basic: text)?.timestamp ?? Timestamp(httpDate: text)
  }

  /// nil for names that are not in lower case, ascending and unique.
  static func signedNames(_ text: String) -> [String]? {
    let names = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    let isPlain = names.allSatisfy { name in
      !name.isEmpty
        && name.utf8.allSatisfy { byte in
          (0x21...0x7e).contains(byte) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
    }
    let ascends = zip(names, names.dropFirst()).allSatisfy { $0 < $1 }
    return isPlain && ascends ? names : nil
  }
}

/// Any one of them makes a request a presigned one, so that a half of a signature is refused and not overlooked.
private let queryNames = [
  "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
]

/// Signature Version 2, which S3 itself takes in its oldest regions only.
let unsupportedVersion = SignatureFailure(
  .invalidRequest, "The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.")
