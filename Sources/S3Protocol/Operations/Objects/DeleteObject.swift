package import StorageModel

/// DeleteObject (S3 API Reference). `DELETE /bucket/key`
package struct DeleteObjectRequest: S3Operation, Hashable {
  package typealias Response = DeleteObjectResponse
  package static let name = "DeleteObject"

  package var versionID: String?
  package var conditions: RequestConditions
  package var match: DeleteMatch
  package var bypassesGovernance: Bool

  package init(
    versionID: String? = nil, conditions: RequestConditions = RequestConditions(), match: DeleteMatch = DeleteMatch(),
    bypassesGovernance: Bool = false
  ) {
    self.versionID = versionID
    self.conditions = conditions
    self.match = match
    self.bypassesGovernance = bypassesGovernance
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("DELETE")
    if let versionID { request.query.append(QueryParameter("versionId", versionID)) }
    conditions.append(to: &request.headers)
    request.headers.append(DeleteMatch.timeHeader, ifPresent: match.lastModified?.httpDate)
    request.headers.append(DeleteMatch.sizeHeader, ifPresent: match.sizeBytes.map { String($0) })
    if bypassesGovernance { request.headers.append("x-amz-bypass-governance-retention", "true") }
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      versionID: try request.versionID(), conditions: RequestConditions(request.headers),
      match: try DeleteMatch(request.headers), bypassesGovernance: request.bypassesGovernance)
  }
}

/// What else, besides the ETag, the object to be deleted must still be like; nil for what is not asked.
package struct DeleteMatch: Hashable, Sendable {
  static let timeHeader = "x-amz-if-match-last-modified-time"
  static let sizeHeader = "x-amz-if-match-size"

  /// Compared in whole seconds.
  package var lastModified: Timestamp?
  package var sizeBytes: Int64?

  package init(lastModified: Timestamp? = nil, sizeBytes: Int64? = nil) {
    self.lastModified = lastModified
    self.sizeBytes = sizeBytes
  }

  /// - Throws: InvalidArgument for a time or size that is none: a condition that is passed over deletes too much.
  init(_ headers: HTTPFields) throws(S3Error) {
    if let text = headers[Self.timeHeader] {
      guard let time = Timestamp(anyDate: text) else {
        throw .invalidArgument(Self.timeHeader, text, "The value is not a date.")
      }
      lastModified = time
    }
    if let text = headers[Self.sizeHeader] {
      guard let size = decimalInteger(Array(text.utf8)) else {
        throw .invalidArgument(Self.sizeHeader, text, "The value is not a number of bytes.")
      }
      sizeBytes = size
    }
  }
}

/// What became of the object: in a versioned bucket a delete marker may have taken its place.
package struct DeleteObjectResponse: S3OperationResponse, Hashable {
  /// True when a delete marker was created, or the deleted version was one.
  package var isDeleteMarker: Bool
  package var versionID: String?

  package init(isDeleteMarker: Bool = false, versionID: String? = nil) {
    self.isDeleteMarker = isDeleteMarker
    self.versionID = versionID
  }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    if isDeleteMarker { headers.append("x-amz-delete-marker", "true") }
    headers.append("x-amz-version-id", ifPresent: versionID)
    return WireResponse(status: 204, headers: headers)
  }

  package init(_ response: WireResponse) {
    self.init(
      isDeleteMarker: response.headers["x-amz-delete-marker"] == "true", versionID: response.headers["x-amz-version-id"]
    )
  }
}

extension WireRequest {
  var bypassesGovernance: Bool {
    equalsIgnoringCase(headers["x-amz-bypass-governance-retention"] ?? "", "true")
  }
}
