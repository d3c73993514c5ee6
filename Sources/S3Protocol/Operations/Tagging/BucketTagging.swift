/// GetBucketTagging (S3 API Reference). `GET /bucket?tagging`
package struct GetBucketTaggingRequest: S3Operation, Hashable {
  package typealias Response = GetTaggingResponse
  package static let name = "GetBucketTagging"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("GET", query: [QueryParameter("tagging")]) }

  package init(_ request: WireRequest) {}
}

/// PutBucketTagging (S3 API Reference). `PUT /bucket?tagging`
package struct PutBucketTaggingRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "PutBucketTagging"

  /// They replace the tags that the bucket has; up to 50. Sorted by key on the server's side.
  package var tags: [ObjectTag]

  package init(tags: [ObjectTag]) { self.tags = tags }

  package func wireRequest() -> WireRequest {
    WireRequest("PUT", query: [QueryParameter("tagging")], body: TagSetDocument.xml(tags))
  }

  /// - Throws: MalformedXML, InvalidTag.
  package init(_ request: WireRequest) throws(S3Error) {
    let tags = try request.document { (reader) throws(XMLError) in try TagSetDocument.read(&reader) }
    self.tags = try ObjectTags.verified(tags, limit: ObjectTags.bucketLimit)
  }
}

/// DeleteBucketTagging (S3 API Reference). `DELETE /bucket?tagging`
package struct DeleteBucketTaggingRequest: S3Operation, Hashable {
  package typealias Response = NoContentResponse
  package static let name = "DeleteBucketTagging"

  package init() {}

  package func wireRequest() -> WireRequest { WireRequest("DELETE", query: [QueryParameter("tagging")]) }

  package init(_ request: WireRequest) {}
}
