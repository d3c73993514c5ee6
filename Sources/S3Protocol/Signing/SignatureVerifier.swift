internal import Digests
package import StorageModel

/// Decides whether a request was made by who it says (S3 API reference, "Authenticating Requests"). Pure: the clock and
/// the keys come in from outside. Cheap to copy; copies share the key cache.
///
/// Differs from S3: a signed header that stands more than once is refused, SignedHeaders must ascend, and neither
/// Signature Version 2 nor SigV4A (ECDSA) is known.
///
/// Every route of the daemon passes through ``verify(_:now:lookup:)``, and handlers work from its result.
package struct SignatureVerifier: Sendable {
  /// How far the date of a request may lie from the server's clock, either way.
  package static let maximumSkew = Duration.seconds(900)
  /// The longest life of a presigned request: 7 days.
  package static let maximumLifetimeSeconds: Int64 = 604_800

  private let region: String
  private let otherRegions: Set<String>
  private let service: String
  private let keys: SigningKeyCache

  /// `otherRegions`: regions that requests may be signed for besides the verifier's own.
  package init(
    region: String, alsoAccepting otherRegions: Set<String> = [], service: String = "s3",
    keys: SigningKeyCache = SigningKeyCache()
  ) {
    self.region = region
    self.otherRegions = otherRegions
    self.service = service
    self.keys = keys
  }

  /// Accepts a request signed in its header or in its query, or one without any signature, whose `accessKeyID` is
  /// then nil; what those may do is for the caller to decide. `lookup` gives the credentials of an access key id and
  /// of the session token that came with it, nil for one that is unknown or disabled.
  ///
  /// `bodyDigest` is the SHA-256 of a body that is there already: what stands in x-amz-content-sha256 must agree with
  /// it, and where nothing does, as with the services beside S3, it is what the signature covers.
  package func verify(
    _ head: S3RequestHead, now: Timestamp, bodyDigest: [UInt8]? = nil,
    lookup: (_ accessKeyID: String, _ sessionToken: String?) -> Credentials?
  ) throws(SignatureFailure) -> AuthenticatedRequest {
    let target = try target(of: head)
    guard let claim = try SignatureClaim(head: head, target: target, bodyDigest: bodyDigest, cache: keys) else {
      return AuthenticatedRequest(
        accessKeyID: nil, isPresigned: false, target: target, payload: try anonymousPayload(head))
    }
    try checkScope(claim)
    try checkTime(claim, now: now)
    try checkCoverage(claim, headers: head.headers)
    guard let credentials = lookup(claim.accessKeyID, claim.sessionToken) else {
      throw SignatureFailure(.invalidAccessKeyID, "The access key id does not exist here.")
    }
    let key = keys.key(secretAccessKey: credentials.secretAccessKey, scope: claim.scope)
    try checkSignature(claim, key: key, head: head, target: target)
    try checkSession(claim, credentials: credentials, now: now)
    let signer = ChunkSigner(
      seed: claim.signature, key: key, dateTime: claim.dateTime, scope: claim.scope)
    let payload = try PayloadVerification(claim.payload, signer: signer, headers: head.headers)
    return AuthenticatedRequest(
      accessKeyID: claim.accessKeyID, isPresigned: claim.lifetimeSeconds != nil, target: target, payload: payload)
  }

  private func target(of head: S3RequestHead) throws(SignatureFailure) -> RequestTarget {
    do { return try head.target() } catch {
      throw SignatureFailure(.invalidURI, "The path or the query of the request is not validly encoded.")
    }
  }

  private func anonymousPayload(_ head: S3RequestHead) throws(SignatureFailure) -> PayloadVerification {
    guard let value = head.headers["x-amz-content-sha256"] else { return .unsigned }
    return try PayloadVerification(SignatureClaim.payload(value), signer: nil, headers: head.headers)
  }

  /// The scope must be this service's and of the day of the request: a key stolen for one day, region or service is
  /// good for no other.
  private func checkScope(_ claim: SignatureClaim) throws(SignatureFailure) {
    let code = claim.malformedCode
    guard claim.scope.region == region || otherRegions.contains(claim.scope.region) else {
      throw SignatureFailure(
        code, "The region in the credential is wrong; expecting '\(region)'.", expectedRegion: region)
    }
    guard claim.scope.service == service else {
      throw SignatureFailure(code, "The service in the credential is wrong; expecting '\(service)'.")
    }
    guard claim.dateTime.hasPrefix(claim.scope.date) else {
      throw SignatureFailure(code, "The date in the credential is not that of the request.")
    }
  }

  private func checkTime(_ claim: SignatureClaim, now: Timestamp) throws(SignatureFailure) {
    // Far from the ends of Int64: `time` is a date of four digits' year that a Timestamp clamps.
    let (age, overflow) = now.seconds.subtractingReportingOverflow(claim.time.seconds)
    let skew = Self.maximumSkew.components.seconds
    guard let lifetime = claim.lifetimeSeconds else {
      guard !overflow, (-skew...skew).contains(age) else {
        throw SignatureFailure(
          .requestTimeTooSkewed, "The difference between the request time and the server's time is too large.")
      }
      return
    }
    guard !overflow, age >= -skew else {
      throw SignatureFailure(.accessDenied, "The request is not yet valid.")
    }
    guard lifetime > 0, age <= lifetime else { throw SignatureFailure(.accessDenied, "The request has expired.") }
  }

  /// What the signature does not cover, anyone could have added on the way: an x-amz-copy-source turns a PUT into a
  /// copy, an x-amz-content-sha256 chooses how the body is checked. And a field that stands twice has the same
  /// canonical form as one with a comma in its value, but not the same meaning.
  private func checkCoverage(_ claim: SignatureClaim, headers: HTTPFields) throws(SignatureFailure) {
    guard claim.signedNames.contains("host"), headers["host"] != nil else {
      throw SignatureFailure(.accessDenied, "The Host header must be signed.")
    }
    for field in headers.fields where startsIgnoringCase(field.name, "x-amz-") {
      guard claim.signedNames.contains(where: { equalsIgnoringCase($0, field.name) }) else {
        throw SignatureFailure(.accessDenied, "There were headers present in the request which were not signed.")
      }
    }
    for name in claim.signedNames {
      let count = headers.fields.reduce(0) { equalsIgnoringCase($1.name, name) ? $0 + 1 : $0 }
      guard count <= 1 else { throw SignatureFailure(.invalidRequest, "A signed header stands more than once.") }
    }
  }

  private func checkSignature(
    _ claim: SignatureClaim, key: SigningKey, head: S3RequestHead, target: RequestTarget
  ) throws(SignatureFailure) {
    var path: [UInt8] = []
    PercentCoding.append(target.path, keepsSlash: true, to: &path)
    let request = CanonicalRequest(
      method: head.method, path: path, query: CanonicalRequest.canonicalQuery(claim.signedParameters),
      headers: CanonicalHeaders(names: claim.signedNames, of: head.headers), payload: claim.payloadText)
    let expected = key.signature(of: request.stringToSign(dateTime: claim.dateTime, scope: claim.scope))
    guard constantTimeEquals(expected, claim.signature) else {
      throw SignatureFailure(.signatureDoesNotMatch, "The signature does not match the one computed here.")
    }
  }

  private func checkSession(
    _ claim: SignatureClaim, credentials: Credentials, now: Timestamp
  ) throws(SignatureFailure) {
    let sent = claim.sessionToken.map { Array($0.utf8) }
    let known = credentials.sessionToken.map { Array($0.utf8) }
    guard (sent == nil) == (known == nil), constantTimeEquals(sent ?? [], known ?? []) else {
      throw SignatureFailure(.invalidToken, "The session token does not belong to the access key.")
    }
    guard !credentials.isExpired(at: now) else {
      throw SignatureFailure(.expiredToken, "The credentials have expired.")
    }
  }
}
