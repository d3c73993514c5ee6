package import StorageModel

/// PutObject (S3 API Reference). `PUT /bucket/key`
package struct PutObjectRequest: S3Operation, Hashable {
  package typealias Response = PutObjectResponse
  package static let name = "PutObject"

  package var write: WriteHeaders
  package var body: BodyHeaders
  package var conditions: RequestConditions

  package init(
    write: WriteHeaders = WriteHeaders(), body: BodyHeaders = BodyHeaders(),
    conditions: RequestConditions = RequestConditions()
  ) {
    self.write = write
    self.body = body
    self.conditions = conditions
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT")
    write.append(to: &request.headers)
    body.append(to: &request.headers)
    conditions.append(to: &request.headers)
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    write = try WriteHeaders(request: request.headers)
    body = try BodyHeaders(request: request.headers)
    conditions = RequestConditions(request.headers)
  }
}

/// What a server says of an object just written.
package struct PutObjectResponse: S3OperationResponse, Hashable {
  package var etag: ETag
  /// nil from a bucket that never had versioning.
  package var versionID: String?
  package var checksum: Checksum?
  package var checksumType: ChecksumType?
  package var serverSideEncryption: String?

  package init(
    etag: ETag, versionID: String? = nil, checksum: Checksum? = nil, checksumType: ChecksumType? = nil,
    serverSideEncryption: String? = nil
  ) {
    self.etag = etag
    self.versionID = versionID
    self.checksum = checksum
    self.checksumType = checksumType
    self.serverSideEncryption = serverSideEncryption
  }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields([("ETag", etag.quoted)])
    headers.append("x-amz-version-id", ifPresent: versionID)
    headers.append(checksum)
    headers.append("x-amz-checksum-type", ifPresent: checksumType?.rawValue)
    headers.append("x-amz-server-side-encryption", ifPresent: serverSideEncryption)
    return WireResponse(headers: headers)
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      etag: ETag(try response.required("etag")), versionID: response.headers["x-amz-version-id"],
      checksum: ChecksumHeaders.all(in: response.headers).first,
      checksumType: response.headers["x-amz-checksum-type"].flatMap(ChecksumType.init),
      serverSideEncryption: response.headers["x-amz-server-side-encryption"])
  }
}
