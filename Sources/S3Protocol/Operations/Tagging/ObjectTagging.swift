internal import StorageModel

/// GetObjectTagging (S3 API Reference). `GET /bucket/key?tagging`
package struct GetObjectTaggingRequest: S3Operation, Hashable {
  package typealias Response = GetTaggingResponse
  package static let name = "GetObjectTagging"

  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireRequest() -> WireRequest { WireRequest("GET", query: taggingQuery(versionID)) }

  package init(_ request: WireRequest) throws(S3Error) { versionID = try request.versionID() }
}

/// PutObjectTagging (S3 API Reference). `PUT /bucket/key?tagging`
package struct PutObjectTaggingRequest: S3Operation, Hashable {
  package typealias Response = ObjectVersionResponse
  package static let name = "PutObjectTagging"

  /// They replace the tags that the object has. Sorted by key on the server's side.
  package var tags: [ObjectTag]
  package var versionID: String?

  package init(tags: [ObjectTag], versionID: String? = nil) {
    self.tags = tags
    self.versionID = versionID
  }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: taggingQuery(versionID), body: TagSetDocument.xml(tags))
  }

  /// - Throws: MalformedXML, InvalidTag.
  package init(_ request: WireRequest) throws(S3Error) {
    let tags = try request.document { (reader) throws(XMLError) in try TagSetDocument.read(&reader) }
    self.init(tags: try ObjectTags.verified(tags), versionID: try request.versionID())
  }
}

/// DeleteObjectTagging (S3 API Reference). `DELETE /bucket/key?tagging`
package struct DeleteObjectTaggingRequest: S3Operation, Hashable {
  package typealias Response = DeleteTaggingResponse
  package static let name = "DeleteObjectTagging"

  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: taggingQuery(versionID)) }

  package init(_ request: WireRequest) throws(S3Error) { versionID = try request.versionID() }
}

/// The tags of an object or bucket. A bucket without tags answers NoSuchTagSet, an object an empty set.
package struct GetTaggingResponse: S3OperationResponse, Hashable {
  package var tags: [ObjectTag]
  package var versionID: String?

  package init(tags: [ObjectTag], versionID: String? = nil) {
    self.tags = tags
    self.versionID = versionID
  }

  package func wireResponse() -> WireResponse {
    var response = WireResponse(xml: TagSetDocument.xml(tags))
    response.headers.append("x-amz-version-id", ifPresent: versionID)
    return response
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    tags = try response.document { (reader) throws(XMLError) in try TagSetDocument.read(&reader) }
    versionID = response.headers["x-amz-version-id"]
  }
}

/// The version that a change concerned: 200 without a body.
package struct ObjectVersionResponse: S3OperationResponse, Hashable {
  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireResponse() -> WireResponse {
    var headers = HTTPFields()
    headers.append("x-amz-version-id", ifPresent: versionID)
    return WireResponse(headers: headers)
  }

  package init(_ response: WireResponse) { versionID = response.headers["x-amz-version-id"] }
}

/// As ``ObjectVersionResponse``, with 204.
package struct DeleteTaggingResponse: S3OperationResponse, Hashable {
  package var versionID: String?

  package init(versionID: String? = nil) { self.versionID = versionID }

  package func wireResponse() -> WireResponse {
    var response = ObjectVersionResponse(versionID: versionID).wireResponse()
    response.status = 204
    return response
  }

  package init(_ response: WireResponse) { versionID = response.headers["x-amz-version-id"] }
}

private func taggingQuery(_ versionID: String?) -> [QueryParameter] {
  [QueryParameter("tagging")] + (versionID.map { [QueryParameter("versionId", $0)] } ?? [])
}
