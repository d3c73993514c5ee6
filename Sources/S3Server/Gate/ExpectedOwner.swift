internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// The headers with which a caller says whose buckets it means (S3 User Guide, "Verifying bucket ownership with bucket
/// owner condition"). Throws AccessDenied where the bucket, or that of the source of a copy, is another one's.
func checkExpectedOwners(
  _ request: VerifiedRequest, ownerID: String, _ authorizer: Authorizer
) throws(S3Error) {
  let headers = request.wire.headers
  if request.bucketName != nil, let wanted = headers["x-amz-expected-bucket-owner"], wanted != ownerID {
    throw S3Error(.accessDenied)
  }
  if let wanted = headers["x-amz-source-expected-bucket-owner"], let source = headers["x-amz-copy-source"] {
    let known = try authorizer.access(to: try CopySourceHeader(source).bucket)
    if let known, known.ownerID != wanted { throw S3Error(.accessDenied) }
  }
}
