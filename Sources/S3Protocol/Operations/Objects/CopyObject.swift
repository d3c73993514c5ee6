package import StorageModel

/// CopyObject (S3 API Reference). `PUT /bucket/key` with `x-amz-copy-source`
package struct CopyObjectRequest: S3Operation, Hashable {
  package typealias Response = CopyObjectResponse
  package static let name = "CopyObject"

  package var source: CopySourceHeader
  /// About the source.
  package var sourceConditions: RequestConditions
  /// About the object in the place of the copy.
  package var conditions: RequestConditions
  /// False keeps the headers and metadata of the source; ``WriteHeaders/stored`` counts only when true.
  package var replacesMetadata: Bool
  /// False keeps the tags of the source.
  package var replacesTags: Bool
  package var write: WriteHeaders
  /// The checksum that the copy is to have; nil for that of the source.
  package var checksumAlgorithm: ChecksumAlgorithm?

  package init(
    source: CopySourceHeader, sourceConditions: RequestConditions = RequestConditions(),
    conditions: RequestConditions = RequestConditions(), replacesMetadata: Bool = false, replacesTags: Bool = false,
    write: WriteHeaders = WriteHeaders(), checksumAlgorithm: ChecksumAlgorithm? = nil
  ) {
    self.source = source
    self.sourceConditions = sourceConditions
    self.conditions = conditions
    self.replacesMetadata = replacesMetadata
    self.replacesTags = replacesTags
    self.write = write
    self.checksumAlgorithm = checksumAlgorithm
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("PUT")
    request.headers.append("x-amz-copy-source", source.headerValue)
    request.headers.append("x-amz-metadata-directive", replacesMetadata ? "REPLACE" : "COPY")
    if replacesTags { request.headers.append("x-amz-tagging-directive", "REPLACE") }
    sourceConditions.append(to: &request.headers, prefix: RequestConditions.copySourcePrefix)
    conditions.append(to: &request.headers)
    write.append(to: &request.headers)
    request.headers.append("x-amz-checksum-algorithm", ifPresent: checksumAlgorithm?.rawValue)
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    let headers = request.headers
    self.init(
      source: try CopySourceHeader(headers["x-amz-copy-source"] ?? ""),
      sourceConditions: RequestConditions(headers, prefix: RequestConditions.copySourcePrefix),
      conditions: RequestConditions(headers),
      replacesMetadata: try Self.replaces("x-amz-metadata-directive", headers),
      replacesTags: try Self.replaces("x-amz-tagging-directive", headers), write: try WriteHeaders(request: headers),
      checksumAlgorithm: try request.checksumAlgorithm())
  }

  /// True when the request would change nothing, which S3 refuses with InvalidRequest if source and target are one
  /// object. A copy of an older version is always a change, and the caller's to tell.
  package var changesNothing: Bool {
    !replacesMetadata && !replacesTags && write.storageClass == nil && write.serverSideEncryption == nil
      && write.websiteRedirectLocation == nil && source.versionID == nil
  }

  /// COPY is the default.
  private static func replaces(_ name: String, _ headers: HTTPFields) throws(S3Error) -> Bool {
    switch headers[name] {
    case nil, "COPY": return false
    case "REPLACE": return true
    case let value?: throw .invalidArgument(name, value, "The directive must be COPY or REPLACE.")
    }
  }
}

extension WireRequest {
  /// The header x-amz-checksum-algorithm.
  func checksumAlgorithm() throws(S3Error) -> ChecksumAlgorithm? {
    guard let name = headers["x-amz-checksum-algorithm"] else { return nil }
    guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
      throw S3Error(.invalidRequest, "Checksum algorithm provided is unsupported.")
    }
    return algorithm
  }
}

/// What a server says of a copy.
package struct CopyObjectResponse: S3OperationResponse, Hashable {
  package var result: CopyResult
  package var versionID: String?
  package var sourceVersionID: String?

  package init(result: CopyResult, versionID: String? = nil, sourceVersionID: String? = nil) {
    self.result = result
    self.versionID = versionID
    self.sourceVersionID = sourceVersionID
  }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    headers.append("x-amz-version-id", ifPresent: versionID)
    headers.append("x-amz-copy-source-version-id", ifPresent: sourceVersionID)
    return WireResponse(xml: result.xml(root: "CopyObjectResult"), headers: headers)
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(
      result: try CopyResult(response, root: "CopyObjectResult"), versionID: response.headers["x-amz-version-id"],
      sourceVersionID: response.headers["x-amz-copy-source-version-id"])
  }
}
