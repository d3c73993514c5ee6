internal import Digests
package import StorageModel

/// Signs requests for one region (S3 API reference, "Authenticating Requests: Using the Authorization Header").
/// Cheap to copy; copies share the key cache.
package struct RequestSigner: Sendable {
  package let region: String
  package let service: String
  private let keys: SigningKeyCache

  package init(region: String, service: String = "s3", keys: SigningKeyCache = SigningKeyCache()) {
    self.region = region
    self.service = service
    self.keys = keys
  }

  /// Sets x-amz-date, x-amz-content-sha256, x-amz-security-token and Authorization, in place of any that are there, so
  /// that a request can be signed again for another attempt. Every other header of the request must be in `head` by
  /// then, Host included. The result signs the chunks of a body whose payload hash is
  /// ``PayloadHash/streamingSigned`` or
  /// ``PayloadHash/streamingSignedTrailer``.
  @discardableResult
  package func sign(
    _ head: inout S3RequestHead, payload: PayloadHash, credentials: Credentials, now: Timestamp
  ) throws(SigningError) -> ChunkSigner {
    guard head.headers["host"] != nil else { throw .noHost }
    let time = CivilTime(now)
    let dateTime = time.basic
    let scope = SigningScope(date: time.dateStamp, region: region, service: service)
    let payload = payload.headerValue
    head.headers["x-amz-content-sha256"] = payload
    head.headers["x-amz-date"] = dateTime
    head.headers["x-amz-security-token"] = credentials.sessionToken
    let request = CanonicalRequest(
      method: head.method, path: try canonicalPath(head), query: CanonicalRequest.canonicalQuery(try query(head)),
      headers: CanonicalHeaders(signing: head.headers), payload: payload)
    let key = keys.key(secretAccessKey: credentials.secretAccessKey, scope: scope)
    let signature = key.signature(of: request.stringToSign(dateTime: dateTime, scope: scope))
    head.headers["authorization"] = authorization(
      credentials: credentials, scope: scope, signedNames: request.signedNames, signature: signature)
    return ChunkSigner(seed: signature, key: key, dateTime: dateTime, scope: scope)
  }

  /// The request with its signature in the query, so that whoever has the URL can send it until `lifetimeSeconds` (1 to
  /// 604,800) after `now` (S3 API reference, "Authenticating Requests: Using Query Parameters"). The sender must send
  /// exactly the headers of `head`, Host included. The body is not covered.
  package func presign(
    _ head: S3RequestHead, credentials: Credentials, now: Timestamp, lifetimeSeconds: Int
  ) throws(SigningError) -> S3RequestHead {
    guard (1...604_800).contains(lifetimeSeconds) else { throw .badLifetime }
    guard head.headers["host"] != nil else { throw .noHost }
    let time = CivilTime(now)
    let dateTime = time.basic
    let scope = SigningScope(date: time.dateStamp, region: region, service: service)
    let headers = CanonicalHeaders(signing: head.headers)
    var parameters = try query(head)
    parameters.append(QueryParameter("X-Amz-Algorithm", "AWS4-HMAC-SHA256"))
    parameters.append(QueryParameter("X-Amz-Credential", credentials.accessKeyID + "/" + scope.text))
    parameters.append(QueryParameter("X-Amz-Date", dateTime))
    parameters.append(QueryParameter("X-Amz-Expires", String(lifetimeSeconds)))
    parameters.append(QueryParameter("X-Amz-SignedHeaders", headers.signedNames))
    if let token = credentials.sessionToken { parameters.append(QueryParameter("X-Amz-Security-Token", token)) }
    let query = CanonicalRequest.canonicalQuery(parameters)
    let request = CanonicalRequest(
      method: head.method, path: try canonicalPath(head), query: query, headers: headers,
      payload: PayloadHash.unsigned.headerValue)
    let key = keys.key(secretAccessKey: credentials.secretAccessKey, scope: scope)
    let signature = key.signature(of: request.stringToSign(dateTime: dateTime, scope: scope))
    var signed = head
    signed.rawQuery = String(decoding: query, as: UTF8.self) + "&X-Amz-Signature=" + hexadecimal(signature)
    return signed
  }

  private func canonicalPath(_ head: S3RequestHead) throws(SigningError) -> [UInt8] {
    do { return try CanonicalRequest.canonicalPath(head.rawPath) } catch { throw .badTarget(error) }
  }

  private func query(_ head: S3RequestHead) throws(SigningError) -> [QueryParameter] {
    do { return try QueryParameter.decode(head.rawQuery) } catch { throw .badTarget(error) }
  }

  private func authorization(
    credentials: Credentials, scope: SigningScope, signedNames: String, signature: [UInt8]
  ) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(192 + signedNames.utf8.count + credentials.accessKeyID.utf8.count)
    text.append(contentsOf: "AWS4-HMAC-SHA256 Credential=".utf8)
    text.append(contentsOf: credentials.accessKeyID.utf8)
    text.append(UInt8(ascii: "/"))
    text.append(contentsOf: scope.text.utf8)
    text.append(contentsOf: ",SignedHeaders=".utf8)
    text.append(contentsOf: signedNames.utf8)
    text.append(contentsOf: ",Signature=".utf8)
    appendHexadecimal(signature, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
