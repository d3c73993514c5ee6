internal import S3Protocol
internal import StorageModel

/// What the bucket of a request has set. Throws NoSuchBucket, and `code` where it has not.
func configured<Value>(
  _ request: VerifiedRequest, _ context: ServerContext, _ value: (BucketConfiguration) -> Value?,
  absent code: S3ErrorCode
) throws(S3Error) -> Value {
  let bucket = try request.bucket()
  guard let found = value(try context.configurations.of(bucket)) else {
    throw S3Error(code, details: [("BucketName", bucket.text)])
  }
  return found
}

/// Stores the document of an operation in its normal form.
func stored(
  _ kind: BucketDocument, _ operation: some S3Operation, _ request: VerifiedRequest, _ context: ServerContext
) throws(S3Error) {
  try context.configurations.set(kind, of: try request.bucket(), to: operation.wireRequest().body)
}

/// Removes a document, which may be missing already, and answers 204.
func removed(
  _ kind: BucketDocument, _ request: VerifiedRequest, _ context: ServerContext
) throws(S3Error) -> Answer {
  try context.configurations.set(kind, of: try request.bucket(), to: nil)
  return Answer(NoContentResponse())
}

/// GetBucketTagging (S3 API Reference).
func getBucketTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  Answer(GetTaggingResponse(tags: try configured(request, context, \.tags, absent: .noSuchTagSet)))
}

/// PutBucketTagging (S3 API Reference).
func putBucketTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try stored(.tagging, try PutBucketTaggingRequest(request.wire), request, context)
  return Answer(NoContentResponse())
}

/// DeleteBucketTagging (S3 API Reference).
func deleteBucketTagging(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.tagging, request, context)
}

/// GetBucketCors (S3 API Reference).
func getBucketCORS(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  Answer(GetBucketCORSResponse(rules: try configured(request, context, \.cors, absent: .noSuchCORSConfiguration)))
}

/// PutBucketCors (S3 API Reference).
func putBucketCORS(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try stored(.cors, try PutBucketCORSRequest(request.wire), request, context)
  return Answer(EmptyResponse())
}

/// DeleteBucketCors (S3 API Reference).
func deleteBucketCORS(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.cors, request, context)
}

/// GetBucketEncryption (S3 API Reference). Differs from S3: a bucket encrypts by default only where it was told to.
func getBucketEncryption(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let found = try configured(request, context, \.encryption, absent: .serverSideEncryptionConfigurationNotFound)
  return Answer(GetBucketEncryptionResponse(encryption: found))
}

/// PutBucketEncryption (S3 API Reference). As in S3 nobody looks for a key of a key management service before
/// something is written, which then is refused: there is no such service here.
func putBucketEncryption(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try stored(.encryption, try PutBucketEncryptionRequest(request.wire), request, context)
  return Answer(EmptyResponse())
}

/// DeleteBucketEncryption (S3 API Reference).
func deleteBucketEncryption(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.encryption, request, context)
}

/// GetPublicAccessBlock (S3 API Reference).
func getPublicAccessBlock(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let found = try configured(request, context, \.publicAccessBlock, absent: .noSuchPublicAccessBlockConfiguration)
  return Answer(GetPublicAccessBlockResponse(block: found))
}

/// PutPublicAccessBlock (S3 API Reference).
func putPublicAccessBlock(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try stored(.publicAccessBlock, try PutPublicAccessBlockRequest(request.wire), request, context)
  return Answer(EmptyResponse())
}

/// DeletePublicAccessBlock (S3 API Reference).
func deletePublicAccessBlock(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.publicAccessBlock, request, context)
}

/// GetBucketOwnershipControls (S3 API Reference). A bucket that was never told has none to show; access control lists
/// are off in it all the same.
func getOwnershipControls(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  Answer(
    GetOwnershipControlsResponse(
      ownership: try configured(request, context, \.ownership, absent: .ownershipControlsNotFound)))
}

/// PutBucketOwnershipControls (S3 API Reference). Throws InvalidBucketAclWithObjectOwnership where the bucket's canned
/// ACL says more than that the owner alone may do something.
func putOwnershipControls(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try PutOwnershipControlsRequest(request.wire)
  if wanted.ownership == .bucketOwnerEnforced, try context.configurations.of(try request.bucket()).acl != nil {
    throw S3Error(.invalidBucketACLWithObjectOwnership)
  }
  try stored(.ownershipControls, wanted, request, context)
  return Answer(EmptyResponse())
}

/// DeleteBucketOwnershipControls (S3 API Reference).
func deleteOwnershipControls(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.ownershipControls, request, context)
}
