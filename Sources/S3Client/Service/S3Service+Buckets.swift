package import S3Protocol
package import StorageModel

/// Operations of the whole service and of buckets, repeated by the policy.
extension S3Service {
  /// All buckets of the caller, by name, however many pages that takes.
  package func listBuckets() async throws(StoreError) -> [ListBucketsResponse.Bucket] {
    var buckets: [ListBucketsResponse.Bucket] = []
    var token: String?
    // A thousand pages of thousands of buckets are more than any account may have: the answers go in a circle.
    for _ in 0..<1000 {
      let request = ListBucketsRequest(continuationToken: token)
      let page = try await retrier.run { [self] (_, _) async throws(StoreError) in
        try await perform(request, OperationTarget()).value
      }
      buckets += page.buckets
      guard let next = page.continuationToken, !next.isEmpty, next != token else { return buckets }
      token = next
    }
    throw StoreError(.invalidResponse, operation: "ListBuckets", message: "the list of buckets does not end")
  }

  /// Creates a bucket in the service's region. One's own bucket that exists already is `.bucketAlreadyExists`, except
  /// in us-east-1, where S3 says nothing.
  package func createBucket(_ name: BucketName, locksObjects: Bool = false) async throws(StoreError) {
    let isAmazon = settings.endpoint.amazon != nil
    let request = CreateBucketRequest(
      locationConstraint: isAmazon && settings.region != "us-east-1" ? settings.region : nil,
      enablesObjectLock: locksObjects)
    try await run(request, name)
  }

  /// The bucket must be empty.
  package func deleteBucket(_ name: BucketName) async throws(StoreError) { try await run(DeleteBucketRequest(), name) }

  /// Returns when the bucket exists and may be read. Throws `.noSuchBucket`, `.accessDenied`.
  package func headBucket(_ name: BucketName) async throws(StoreError) { try await run(HeadBucketRequest(), name) }

  package func bucketLocation(_ name: BucketName) async throws(StoreError) -> String {
    try await run(GetBucketLocationRequest(), name).region
  }

  /// nil when versioning was never enabled.
  package func versioning(of name: BucketName) async throws(StoreError) -> VersioningStatus? {
    try await run(GetBucketVersioningRequest(), name).status
  }

  /// Any operation of S3Protocol on the service (no bucket), a bucket or an object, whose body is its own document: for
  /// provisioning and diagnosis. Must be safe to repeat.
  package func send<Operation: S3Operation>(
    _ operation: Operation, to target: OperationTarget
  ) async throws(StoreError) -> Operation.Response {
    try await retrier.run { [self] (_, _) async throws(StoreError) in
      try await perform(operation, target, provingDocument: !operation.wireRequest().body.isEmpty).value
    }
  }

  @discardableResult
  private func run<Operation: S3Operation>(
    _ operation: Operation, _ name: BucketName
  ) async throws(StoreError) -> Operation.Response {
    try await send(operation, to: OperationTarget(bucket: name))
  }
}
