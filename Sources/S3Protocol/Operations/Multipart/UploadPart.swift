package import StorageModel

/// Which part of which upload: the query of UploadPart and UploadPartCopy.
package struct PartAddress: Hashable, Sendable {
  package var uploadID: String
  /// 1 to 10,000.
  package var number: Int

  package init(uploadID: String, number: Int) {
    self.uploadID = uploadID
    self.number = number
  }

  var query: [QueryParameter] {
    [QueryParameter("partNumber", String(number)), QueryParameter("uploadId", uploadID)]
  }

  /// - Throws: InvalidArgument.
  init(_ request: WireRequest) throws(S3Error) {
    uploadID = try request.required("uploadId")
    let text = try request.required("partNumber")
    guard let number = decimalInteger(Array(text.utf8)), (1...10_000).contains(number) else {
      throw .invalidArgument("partNumber", text, "Part number must be an integer between 1 and 10000, inclusive")
    }
    self.number = Int(number)
  }
}

/// UploadPart (S3 API Reference). `PUT /bucket/key?partNumber=N&uploadId=ID`
package struct UploadPartRequest: S3Operation, Hashable {
  package typealias Response = UploadPartResponse
  package static let name = "UploadPart"

  package var part: PartAddress
  package var body: BodyHeaders

  package init(part: PartAddress, body: BodyHeaders = BodyHeaders()) {
    self.part = part
    self.body = body
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT", query: part.query)
    body.append(to: &request.headers)
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    part = try PartAddress(request)
    body = try BodyHeaders(request: request.headers)
  }
}

/// What a server says of a part just written.
package struct UploadPartResponse: S3OperationResponse, Hashable {
  package var etag: ETag
  package var checksum: Checksum?
  package var serverSideEncryption: String?

  package init(etag: ETag, checksum: Checksum? = nil, serverSideEncryption: String? = nil) {
    self.etag = etag
    self.checksum = checksum
    self.serverSideEncryption = serverSideEncryption
  }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields([("ETag", etag.quoted)])
    headers.append(checksum)
    headers.append("x-amz-server-side-encryption", ifPresent: serverSideEncryption)
    return WireResponse(headers: headers)
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      etag: ETag(try response.required("etag")), checksum: ChecksumHeaders.all(in: response.headers).first,
      serverSideEncryption: response.headers["x-amz-server-side-encryption"])
  }
}
