internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PutBucketAcl (S3 API Reference). Where lists do not count it succeeds if it grants nobody anything that the owner
/// alone does not have.
func putBucketACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingBucket(request, context)
  let bucket = try request.bucket()
  let acl: String?
  if try context.heedsLists(in: bucket) {
    acl = try context.listInRequest(request, ownerID: context.owner.id)
  } else {
    try requireOwnersOnly(request, context)
    acl = openingACL(request.wire.headers["x-amz-acl"])
  }
  if try context.configurations.of(bucket).acl != acl {
    try context.configurations.set(.acl, of: bucket, to: acl.map { Array($0.utf8) })
  }
  return Answer()
}

/// PutObjectAcl (S3 API Reference): as ``putBucketACL(_:_:)``.
func putObjectACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let bucket = try request.bucket()
  guard try !context.heedsLists(in: bucket) else {
    let text = try request.wire.text("versionId")
    let object = try existingObject(request, context, versionID: text)
    let list = try context.listInRequest(request, ownerID: context.owner(of: object.attributes).id)
    let (key, version) = (try request.key(), try versionID(text))
    let changed = try context.storing { (store) throws(BlobStorageError) in
      try store.setAttribute(ObjectAttributes.listField, to: list, of: key, version: version, in: bucket)
    }
    return Answer(ObjectVersionResponse(versionID: changed?.description))
  }
  try requireOwnersOnly(request, context)
  return Answer()
}

/// Throws AccessControlListNotSupported for grants in headers and for a document, unless all it grants is everything to
/// the owner.
private func requireOwnersOnly(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) {
  let headers = request.wire.headers
  if headers.fields.contains(where: { lowercasedASCII($0.name).hasPrefix("x-amz-grant-") }) {
    throw S3Error(.accessControlListNotSupported)
  }
  if let acl = headers["x-amz-acl"] {
    try checkACL(acl, in: try request.bucket(), context)
  } else {
    let policy = try AccessControlPolicy(request.wire)
    let enforced = try context.configurations.of(try request.bucket()).ownership == .bucketOwnerEnforced
    guard !enforced, policy.grantsOnlyFullControl(to: context.owner.id) else {
      throw S3Error(.accessControlListNotSupported)
    }
  }
}

/// Differs from S3: a canned ACL is taken, for the sake of all the software that sends one with everything, and grants
/// nobody anything; the answer to GetObjectAcl says so. Throws InvalidArgument for a word that is none,
/// AccessControlListNotSupported where the bucket's owner was enforced expressly, which leaves
/// bucket-owner-full-control alone (S3 User Guide, "Controlling ownership of objects"), and AccessDenied for a public
/// one where the bucket blocks those.
func checkACL(_ acl: String?, in bucket: BucketName, _ context: ServerContext) throws(S3Error) {
  guard let acl, acl != "bucket-owner-full-control" else { return }
  try requireKnownACL(acl)
  let configuration = try context.configurations.of(bucket)
  if configuration.publicAccessBlock?.blocksPublicACLs == true, publicACLs.contains(acl) {
    throw S3Error(.accessDenied)
  }
  guard configuration.ownership != .bucketOwnerEnforced else {
    throw S3Error(.accessControlListNotSupported)
  }
}

/// What of a bucket's canned ACL is kept: nil for one that would grant nobody but the owner anything.
func openingACL(_ acl: String?) -> String? {
  acl == "private" || acl == "bucket-owner-full-control" ? nil : acl
}

/// Throws InvalidArgument for a word that is no canned ACL.
func requireKnownACL(_ acl: String?) throws(S3Error) {
  guard let acl, !knownACLs.contains(acl) else { return }
  throw .invalidArgument("x-amz-acl", acl, "There is no such canned ACL.")
}

private let publicACLs: Set<String> = ["public-read", "public-read-write", "authenticated-read"]

private let knownACLs: Set<String> = [
  "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read",
  "bucket-owner-full-control", "log-delivery-write",
]
