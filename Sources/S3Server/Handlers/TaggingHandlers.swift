internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetObjectTagging (S3 API Reference): an object without tags has an empty set.
func getObjectTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try GetObjectTaggingRequest(request.wire)
  let object = try existingObject(request, context, versionID: wanted.versionID)
  return Answer(
    GetTaggingResponse(tags: object.tags.asObjectTags, versionID: object.shownVersion?.description))
}

/// PutObjectTagging (S3 API Reference). Last-Modified stays.
func putObjectTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutObjectTaggingRequest(request.wire)
  let version = try setTags(wanted.tags, request, context, versionID: wanted.versionID)
  return Answer(ObjectVersionResponse(versionID: version?.description))
}

/// DeleteObjectTagging (S3 API Reference).
func deleteObjectTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try DeleteObjectTaggingRequest(request.wire)
  let version = try setTags([], request, context, versionID: wanted.versionID)
  return Answer(DeleteTaggingResponse(versionID: version?.description))
}

private func setTags(
  _ tags: [ObjectTag], _ request: VerifiedRequest, _ context: ServerContext, versionID text: String?
) throws(S3Error) -> VersionID? {
  let (bucket, key, version) = (try request.bucket(), try request.key(), try versionID(text))
  return try context.storing { (store) throws(BlobStorageError) in
    try store.setTags(ObjectAttributes(tags), of: key, version: version, in: bucket)
  }
}

extension ObjectAttributes {
  /// Tags as the store keeps them.
  init(_ tags: [ObjectTag]) { self.init(tags.map { ($0.key, $0.value) }) }

  var asObjectTags: [ObjectTag] { fields.map { ObjectTag(key: $0.name, value: $0.value) } }
}
