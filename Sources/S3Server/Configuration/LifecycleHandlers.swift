internal import Digests
internal import S3Protocol
internal import StorageModel

/// GetBucketLifecycleConfiguration (S3 API Reference).
func getBucketLifecycle(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let found = try configured(request, context, \.lifecycle, absent: .noSuchLifecycleConfiguration)
  return Answer(GetBucketLifecycleResponse(rules: found.rules, transitionSizes: found.transitionSizes))
}

/// PutBucketLifecycleConfiguration (S3 API Reference). A rule without an id gets one.
func putBucketLifecycle(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  var wanted = try PutBucketLifecycleRequest(request.wire)
  for index in wanted.rules.indices where wanted.rules[index].id == nil {
    wanted.rules[index].id = hexadecimal(randomBytes(count: 18))
  }
  let settings = LifecycleSettings(rules: wanted.rules, transitionSizes: wanted.transitionSizes ?? .everySize)
  try context.configurations.set(.lifecycle, of: try request.bucket(), to: settings.stored)
  return Answer(PutBucketLifecycleResponse(transitionSizes: settings.transitionSizes))
}

/// DeleteBucketLifecycle (S3 API Reference).
func deleteBucketLifecycle(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  try removed(.lifecycle, request, context)
}
