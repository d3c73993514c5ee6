package import StorageModel

/// UploadPartCopy (S3 API Reference). `PUT /bucket/key?partNumber=N&uploadId=ID` with `x-amz-copy-source`
package struct UploadPartCopyRequest: S3Operation, Hashable {
  package typealias Response = UploadPartCopyResponse
  package static let name = "UploadPartCopy"

  package var part: PartAddress
  package var source: CopySourceHeader
  /// nil for the whole source.
  package var range: ByteRange?
  /// About the source.
  package var sourceConditions: RequestConditions

  package init(
    part: PartAddress, source: CopySourceHeader, range: ByteRange? = nil,
    sourceConditions: RequestConditions = RequestConditions()
  ) {
    self.part = part
    self.source = source
    self.range = range
    self.sourceConditions = sourceConditions
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT", query: part.query)
    request.headers.append("x-amz-copy-source", source.headerValue)
    request.headers.append("x-amz-copy-source-range", ifPresent: range?.headerValue)
    sourceConditions.append(to: &request.headers, prefix: RequestConditions.copySourcePrefix)
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    let headers = request.headers
    part = try PartAddress(request)
    source = try CopySourceHeader(headers["x-amz-copy-source"] ?? "")
    if let value = headers["x-amz-copy-source-range"] { range = try CopySourceRange.parse(value) }
    sourceConditions = RequestConditions(headers, prefix: RequestConditions.copySourcePrefix)
  }
}

/// What a server says of a part just copied.
package struct UploadPartCopyResponse: S3OperationResponse, Hashable {
  package var result: CopyResult
  package var sourceVersionID: String?

  package init(result: CopyResult, sourceVersionID: String? = nil) {
    self.result = result
    self.sourceVersionID = sourceVersionID
  }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    headers.append("x-amz-copy-source-version-id", ifPresent: sourceVersionID)
    return WireResponse(xml: result.xml(root: "CopyPartResult"), headers: headers)
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      result: try CopyResult(response, root: "CopyPartResult"),
      sourceVersionID: response.headers["x-amz-copy-source-version-id"])
  }
}
