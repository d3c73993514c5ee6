internal import StorageModel

/// DeleteObject (S3 API Reference). `DELETE /bucket/key`
package struct DeleteObjectRequest: S3Operation, Hashable {
  package typealias Response = DeleteObjectResponse
  package static let name = "DeleteObject"

  package var versionID: String?
  package var conditions: RequestConditions
  package var bypassesGovernance: Bool

  package init(
    versionID: String? = nil, conditions: RequestConditions = RequestConditions(), bypassesGovernance: Bool = false
  ) {
    self.versionID = versionID
    self.conditions = conditions
    self.bypassesGovernance = bypassesGovernance
  }

  package func wireRequest() -> WireRequest {
    var request = WireRequest("DELETE")
    if let versionID { request.query.append(QueryParameter("versionId", versionID)) }
    conditions.append(to: &request.headers)
    if bypassesGovernance { request.headers.append("x-amz-bypass-governance-retention", "true") }
    return request
  }

  package init(_ request: WireRequest) throws(S3Error) {
    self.init(
      versionID: try request.versionID(), conditions: RequestConditions(request.headers),
      bypassesGovernance: request.bypassesGovernance)
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
