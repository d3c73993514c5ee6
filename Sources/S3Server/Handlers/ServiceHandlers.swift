internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// ListBuckets (S3 API Reference): the buckets that the caller owns, and those of root that it may list; none for who
/// did not sign (differs from S3, which sends them to its home page). The continuation token is the last name of the
/// page before.
func listBuckets(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListBucketsRequest(request.wire)
  var all = try context.storing { (store) throws(BlobStorageError) in
    try store.buckets().map {
      ListBucketsResponse.Bucket(name: $0.name.text, created: $0.created, region: $0.region)
    }
  }
  if let other = context.readOnlyBucket {
    all.append(.init(name: other.name.text, created: other.created, region: context.region))
    all.sort { $0.name < $1.name }
  }
  let prefix = wanted.prefix ?? ""
  var visible: [ListBucketsResponse.Bucket] = []
  for bucket in all {
    guard let name = BucketName(bucket.name), try isVisible(name, request) else { continue }
    visible.append(bucket)
  }
  let matching = visible.filter { bucket in
    bucket.name.utf8.starts(with: prefix.utf8) && bucket.name > (wanted.continuationToken ?? "")
  }
  let page = matching.prefix(wanted.maxBuckets ?? .max)
  let isTruncated = page.count < matching.count
  return Answer(
    ListBucketsResponse(
      owner: context.owner,
      buckets: Array(page), continuationToken: isTruncated ? page.last?.name : nil, prefix: wanted.prefix))
}

private func isVisible(_ bucket: BucketName, _ request: VerifiedRequest) throws(S3Error) -> Bool {
  let access = request.access
  guard !access.subject.isUnlimited else { return true }
  guard !access.subject.principal.isAnonymous else { return false }
  // A bucket that is not in the store has no owner: who may list it sees it.
  guard let known = try access.authorizer.access(to: bucket) else { return try access.allows("s3:ListBucket", bucket) }
  if known.ownerID == access.subject.ownerID { return true }
  guard known.ownerID == Principal.root.id else { return false }
  return try access.allows("s3:ListBucket", bucket)
}
