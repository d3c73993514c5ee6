internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// ListBuckets (S3 API Reference): the buckets that the caller owns, and those of root that it may list; none for who
/// did not sign (differs from S3, which sends them to its home page). The continuation token is the last name of the
/// page before.
func listBuckets(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListBucketsRequest(request.wire)
  let all = try context.storing { (store) throws(BlobStorageError) in try store.buckets() }
  let prefix = wanted.prefix ?? ""
  var visible: [BucketRecord] = []
  for bucket in all where try isVisible(bucket.name, request) { visible.append(bucket) }
  let matching = visible.filter { bucket in
    bucket.name.text.utf8.starts(with: prefix.utf8) && bucket.name.text > (wanted.continuationToken ?? "")
  }
  let page = matching.prefix(wanted.maxBuckets ?? .max)
  let isTruncated = page.count < matching.count
  return Answer(
    ListBucketsResponse(
      owner: context.owner,
      buckets: page.map { ListBucketsResponse.Bucket(name: $0.name.text, created: $0.created, region: $0.region) },
      continuationToken: isTruncated ? page.last?.name.text : nil, prefix: wanted.prefix))
}

private func isVisible(_ bucket: BucketName, _ request: VerifiedRequest) throws(S3Error) -> Bool {
  let access = request.access
  guard !access.subject.isUnlimited else { return true }
  guard !access.subject.principal.isAnonymous else { return false }
  guard let known = try access.authorizer.access(to: bucket) else { return false }
  if known.ownerID == access.subject.ownerID { return true }
  guard known.ownerID == Principal.root.id else { return false }
  return try access.allows("s3:ListBucket", bucket)
}
