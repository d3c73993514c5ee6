internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// CreateBucket (S3 API Reference). Creating one's own bucket again is 200 in every region, as it is in us-east-1,
/// and keeps what is in it (differs from S3, where other regions answer 409), unless it is to get another canned ACL.
func createBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CreateBucketRequest(request.wire)
  if wanted.ownership == .bucketOwnerEnforced, let acl = wanted.acl, acl != "bucket-owner-full-control" {
    throw S3Error(.invalidBucketACLWithObjectOwnership)
  }
  try requireKnownACL(wanted.acl)
  if let constraint = wanted.locationConstraint, constraint != context.region {
    throw S3Error(.illegalLocationConstraint, "This endpoint serves the region \(context.region).")
  }
  let name = try request.bucket()
  // Not a host name (RFC 1035, section 2.3.1). Elsewhere such a name is taken, as other services have such buckets.
  guard !name.text.contains(".-"), !name.text.contains("-.") else { throw S3Error(.invalidBucketName) }
  let ownerID = request.access.subject.ownerID
  let isEnforced = wanted.ownership == .bucketOwnerEnforced
  let acl = context.heedsLists && !isEnforced ? try context.listInHeaders(request) : openingACL(wanted.acl)
  // Without the first document a bucket is root's.
  let documents = [
    (kind: Authorizer.ownerKind, bytes: ownerID == Principal.root.id ? nil : Array(ownerID.utf8)),
    (kind: BucketDocument.acl.rawValue, bytes: acl.map { Array($0.utf8) }),
  ].compactMap { kind, bytes in bytes.map { (kind: kind, bytes: $0) } }
  let isNew = try context.storing { (store) throws(BlobStorageError) in
    try store.createBucket(
      name, region: context.region, objectLock: wanted.enablesObjectLock, documents: documents)
  }
  if !isNew, let known = try request.access.authorizer.access(to: name), known.ownerID != ownerID {
    throw S3Error(.bucketAlreadyExists)
  }
  if !isNew, try context.configurations.of(name).acl != acl { throw S3Error(.bucketAlreadyExists) }
  if isNew { context.configurations.forget(name) }
  if isNew, let ownership = wanted.ownership {
    try stored(.ownershipControls, PutOwnershipControlsRequest(ownership: ownership), request, context)
  }
  return Answer(CreateBucketResponse(location: "/" + name.text))
}

/// HeadBucket (S3 API Reference). With Ceph's read-stats=true it says how much is in the bucket, for which it reads
/// every version.
func headBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let bucket = try existingBucket(request, context)
  var answer = Answer(HeadBucketResponse(region: bucket.region))
  guard try request.wire.text("read-stats") == "true" else { return answer }
  let usage = try context.storing { (store) throws(BlobStorageError) in try store.usage(bucket.name) }
  answer.headers.append("x-rgw-object-count", String(usage.objects))
  answer.headers.append("x-rgw-bytes-used", String(usage.bytes))
  return answer
}

/// DeleteBucket (S3 API Reference).
func deleteBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let name = try request.bucket()
  defer { context.configurations.forget(name) }
  try context.storing { (store) throws(BlobStorageError) in try store.deleteBucket(name) }
  return Answer(NoContentResponse())
}

/// GetBucketLocation (S3 API Reference).
func getBucketLocation(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  Answer(GetBucketLocationResponse(region: try existingBucket(request, context).region))
}

/// The bucket of a request. Throws NoSuchBucket.
func existingBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> BucketRecord {
  let name = try request.bucket()
  return try context.storing { (store) throws(BlobStorageError) in try store.bucket(name) }
}

let xmlHeaders = HTTPFields([("Content-Type", "application/xml")])
