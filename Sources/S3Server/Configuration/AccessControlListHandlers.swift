internal import S3Protocol
internal import StorageModel

/// PutBucketAcl (S3 API Reference): succeeds where it grants nobody anything that the owner alone does not have.
func putBucketACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingBucket(request, context)
  try requireOwnersOnly(request, context)
  return Answer()
}

/// PutObjectAcl (S3 API Reference): as ``putBucketACL(_:_:)``.
func putObjectACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try requireOwnersOnly(request, context)
  return Answer()
}

/// Throws AccessControlListNotSupported for a canned list that lets others in, for grants in headers, and for a
/// document, unless all it grants is everything to the owner.
private func requireOwnersOnly(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) {
  let headers = request.wire.headers
  if headers.fields.contains(where: { lowercasedASCII($0.name).hasPrefix("x-amz-grant-") }) {
    throw S3Error(.accessControlListNotSupported)
  }
  if let acl = headers["x-amz-acl"] {
    guard knownACLs.contains(acl) else { throw .invalidArgument("x-amz-acl", acl, "There is no such canned ACL.") }
    try checkACL(acl, in: try request.bucket(), context)
  } else {
    let policy = try AccessControlPolicy(request.wire)
    let enforced = try context.configurations.of(try request.bucket()).ownership == .bucketOwnerEnforced
    guard !enforced, policy.grantsOnlyFullControl(to: context.owner.id) else {
      throw S3Error(.accessControlListNotSupported)
    }
  }
}

/// Throws AccessControlListNotSupported for a canned ACL that would let others in: taking it and not granting it would
/// be a lie. A bucket whose owner was enforced expressly takes bucket-owner-full-control alone (S3 User Guide,
/// "Controlling ownership of objects"); others also take `private`, which many tools send with everything. Throws
/// AccessDenied for a public one where the bucket blocks those.
func checkACL(_ acl: String?, in bucket: BucketName, _ context: ServerContext) throws(S3Error) {
  guard let acl, acl != "bucket-owner-full-control" else { return }
  let configuration = try context.configurations.of(bucket)
  if configuration.publicAccessBlock?.blocksPublicACLs == true, publicACLs.contains(acl) {
    throw S3Error(.accessDenied)
  }
  try refuseACL(acl)
  guard configuration.ownership != .bucketOwnerEnforced else {
    throw S3Error(.accessControlListNotSupported)
  }
}

private let publicACLs: Set<String> = ["public-read", "public-read-write", "authenticated-read"]

private let knownACLs: Set<String> = [
  "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read",
  "bucket-owner-full-control", "log-delivery-write",
]
