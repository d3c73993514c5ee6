internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// DeleteObject (S3 API Reference). A key or version that is not there is deleted already.
func deleteObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> PendingAnswer {
  let wanted = try DeleteObjectRequest(request.wire)
  let bucket = try request.bucket()
  let bypasses = try request.bypassesGovernance(wanted.bypassesGovernance)
  let deletion = ObjectDeletion(
    try request.key(), version: try versionID(wanted.versionID),
    precondition: DeletePrecondition(wanted.conditions.ifMatch.map { WritePrecondition.Match($0) }, wanted.match),
    bypassesGovernance: bypasses)
  return PendingAnswer(context.store.deleting(bucket, deletion), context) { deleted throws(S3Error) in
    Answer(DeleteObjectResponse(isDeleteMarker: deleted.isDeleteMarker, versionID: deleted.version?.description))
  }
}

/// DeleteObjects (S3 API Reference). Each key is authorised by itself. One transaction; keys that are not there
/// count as
/// deleted.
func deleteObjects(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try DeleteObjectsRequest(request.wire)
  let bucket = try request.bucket()
  var items: [(item: DeleteObjectsRequest.Item, deletion: ObjectDeletion)] = []
  var response = DeleteObjectsResponse(deleted: [])
  for item in wanted.items {
    guard try request.access.allowsDelete(bucket, item.key, versionID: item.versionID) else {
      response.failures.append(.init(key: item.key, versionID: item.versionID, error: S3Error(.accessDenied)))
      continue
    }
    guard item.versionID == nil || item.versionID.flatMap({ VersionID($0) }) != nil else {
      response.failures.append(.init(key: item.key, versionID: item.versionID, error: S3Error(.noSuchVersion)))
      continue
    }
    let bypasses = try request.bypassesGovernance(wanted.bypassesGovernance, of: item.key)
    items.append((item, ObjectDeletion(item, bypassesGovernance: bypasses)))
  }
  let deletions = items.map(\.deletion)
  let outcomes = try context.storing { (store) throws(BlobStorageError) in try store.deleteObjects(bucket, deletions) }
  for (entry, outcome) in zip(items, outcomes) {
    let item = entry.item
    switch outcome {
    case .failure(let error):
      response.failures.append(.init(key: item.key, versionID: item.versionID, error: S3Error(error)))
    case .success(let deleted):
      if !wanted.isQuiet { response.deleted.append(.init(item, deleted)) }
    }
  }
  return Answer(response)
}

extension ObjectDeletion {
  fileprivate init(_ item: DeleteObjectsRequest.Item, bypassesGovernance: Bool) {
    let match: WritePrecondition.Match? = item.etag.map { $0.value == "*" ? .anything : .oneOf([$0]) }
    self.init(
      item.key, version: item.versionID.flatMap { VersionID($0) }, precondition: DeletePrecondition(match, item.match),
      bypassesGovernance: bypassesGovernance)
  }
}

extension DeletePrecondition {
  fileprivate init(_ ifMatch: WritePrecondition.Match?, _ match: DeleteMatch) {
    self.init(ifMatch: ifMatch, modified: match.lastModified, sizeBytes: match.sizeBytes)
  }
}

extension DeleteObjectsResponse.Deleted {
  /// The version of a marker stands in an element of its own: VersionId is the one that was asked for.
  fileprivate init(_ item: DeleteObjectsRequest.Item, _ deleted: DeletedObject) {
    self.init(
      key: item.key, versionID: item.versionID, isDeleteMarker: deleted.isDeleteMarker,
      deleteMarkerVersionID: deleted.isDeleteMarker ? deleted.version?.description : nil)
  }
}
