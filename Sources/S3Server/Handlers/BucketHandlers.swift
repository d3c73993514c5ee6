internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// CreateBucket (S3 API Reference). Creating one's own bucket again is 200 in every region, as it is in us-east-1,
/// and keeps what is in it (differs from S3, where other regions answer 409).
func createBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CreateBucketRequest(request.wire)
  try refuseACL(wanted.acl)
  if let constraint = wanted.locationConstraint, constraint != context.region {
    throw S3Error(.illegalLocationConstraint, "This endpoint serves the region \(context.region).")
  }
  let name = try request.bucket()
  _ = try context.storing { (store) throws(BlobStorageError) in
    try store.createBucket(name, region: context.region, objectLock: wanted.enablesObjectLock)
  }
  return Answer(CreateBucketResponse(location: "/" + name.text))
}

/// HeadBucket (S3 API Reference).
func headBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let bucket = try existingBucket(request, context)
  return Answer(HeadBucketResponse(region: bucket.region))
}

/// DeleteBucket (S3 API Reference).
func deleteBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let name = try request.bucket()
  try context.storing { (store) throws(BlobStorageError) in try store.deleteBucket(name) }
  return Answer(NoContentResponse())
}

/// GetBucketLocation (S3 API Reference).
func getBucketLocation(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  Answer(GetBucketLocationResponse(region: try existingBucket(request, context).region))
}

/// GetBucketRequestPayment (S3 API Reference): the owner pays.
func getBucketRequestPayment(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingBucket(request, context)
  var writer = XMLWriter()
  writer.openRoot("RequestPaymentConfiguration")
  writer.element("Payer", "BucketOwner")
  writer.close("RequestPaymentConfiguration")
  return Answer(headers: xmlHeaders, body: .bytes(writer.finish()))
}

/// The bucket of a request. Throws NoSuchBucket.
func existingBucket(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> BucketRecord {
  let name = try request.bucket()
  return try context.storing { (store) throws(BlobStorageError) in try store.bucket(name) }
}

let xmlHeaders = HTTPFields([("Content-Type", "application/xml")])
