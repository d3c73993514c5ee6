internal import HTTPTransport
internal import S3Protocol
package import StorageModel

extension S3Service {
  /// A URL with which anybody can read the object until `lifetimeSeconds` (1 to 604,800) from now
  /// (S3 API Reference, "Authenticating Requests: Using Query Parameters").
  package func presignedGet(
    _ bucket: BucketName, _ key: ObjectKey, lifetimeSeconds: Int, versionID: String? = nil
  ) async throws(StoreError) -> String {
    let request = GetObjectRequest(ReadParameters(versionID: versionID))
    return try await presign(request.wireRequest(), OperationTarget(bucket: bucket, key: key), lifetimeSeconds)
  }

  /// A URL with which anybody can write the object, by PUT, until `lifetimeSeconds` from now. Whoever uses it must
  /// send the `contentType`, when one is given.
  package func presignedPut(
    _ bucket: BucketName, _ key: ObjectKey, lifetimeSeconds: Int, contentType: String? = nil
  ) async throws(StoreError) -> String {
    let request = PutObjectRequest(write: WriteHeaders(stored: StoredHeaders(contentType: contentType)))
    return try await presign(request.wireRequest(), OperationTarget(bucket: bucket, key: key), lifetimeSeconds)
  }

  private func presign(
    _ wire: WireRequest, _ target: OperationTarget, _ lifetimeSeconds: Int
  ) async throws(StoreError) -> String {
    guard let credentials = try await credentials.credentials() else {
      throw StoreError(.invalidCredentials, operation: "presign", message: "without credentials nothing can be signed")
    }
    let region = region(of: target.bucket)
    let endpoint = settings.endpoint.moved(to: region)
    let address = endpoint.address(bucket: target.bucket, key: target.key)
    var head = S3RequestHead(
      method: wire.method, rawPath: address.rawPath, rawQuery: QueryParameter.encode(wire.query), headers: wire.headers)
    head.headers["Host"] = address.authority
    do {
      let signed = try signer(region: region).presign(
        head, credentials: credentials, now: serverTime, lifetimeSeconds: lifetimeSeconds)
      return "\(endpoint.scheme.rawValue)://\(address.authority)\(signed.rawTarget)"
    } catch {
      let message =
        error == .badLifetime ? "the lifetime must be 1 second to 7 days" : "the request cannot be signed: \(error)"
      throw StoreError(.invalidRequest, operation: "presign", message: message, cause: error)
    }
  }
}
