internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PutBucketPolicy (S3 API Reference). With BlockPublicPolicy, one that is public is refused.
func putBucketPolicy(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let name = try request.bucket()
  let policy: PolicyDocument
  do throws(PolicyError) {
    policy = try PolicyDocument(request.wire.body, for: .bucket(name))
  } catch {
    throw S3Error(.malformedPolicy, error.message)
  }
  let rules = try context.storing { (store) throws(BlobStorageError) in try PublicAccessRules(store, name) }
  guard !(rules.blocksPublicPolicy && policy.isPublic) else {
    throw S3Error(.accessDenied, "The bucket blocks public policies.")
  }
  try context.storing { (store) throws(BlobStorageError) in
    try store.setDocument(.bucket(name), kind: Authorizer.policyKind, to: request.wire.body)
  }
  return Answer(NoContentResponse())
}

/// GetBucketPolicy (S3 API Reference): the very bytes that were put.
func getBucketPolicy(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let text = try storedPolicy(request, context)
  guard let text else {
    throw S3Error(.noSuchBucketPolicy, details: [("BucketName", try request.bucket().text)])
  }
  return Answer(headers: HTTPFields([("Content-Type", "application/json")]), body: .bytes(text))
}

/// DeleteBucketPolicy (S3 API Reference).
func deleteBucketPolicy(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let name = try request.bucket()
  try context.storing { (store) throws(BlobStorageError) in
    try store.setDocument(.bucket(name), kind: Authorizer.policyKind, to: nil)
  }
  return Answer(NoContentResponse())
}

/// GetBucketPolicyStatus (S3 API Reference). A bucket without a policy is not public; it has no 404 of its own here,
/// so that who audits buckets can ask each (differs from S3: NoSuchBucketPolicy).
func getBucketPolicyStatus(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try storedPolicy(request, context)
  let access = try request.access.authorizer.access(to: try request.bucket())
  let isListed = access?.list?.isPublic == true && access?.ignoresPublicLists == false
  var writer = XMLWriter()
  writer.openRoot("PolicyStatus")
  writer.element("IsPublic", access?.policy?.isPublic == true || isListed ? "true" : "false")
  writer.close("PolicyStatus")
  return Answer(headers: xmlHeaders, body: .bytes(writer.finish()))
}

private func storedPolicy(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> [UInt8]? {
  let name = try request.bucket()
  return try context.storing { (store) throws(BlobStorageError) in
    try store.document(.bucket(name), kind: Authorizer.policyKind)
  }
}
