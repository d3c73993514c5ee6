internal import S3Protocol

/// The subresources of a bucket that configure it.
enum ConfigurationRoutes {
  static let routes: [Route] =
    [
      route("GetBucketLifecycleConfiguration", "GET", "lifecycle", getBucketLifecycle),
      route("PutBucketLifecycleConfiguration", "PUT", "lifecycle", putBucketLifecycle),
      route("DeleteBucketLifecycle", "DELETE", "lifecycle", deleteBucketLifecycle),
      route("GetBucketTagging", "GET", "tagging", getBucketTagging),
      route("PutBucketTagging", "PUT", "tagging", putBucketTagging),
      route("DeleteBucketTagging", "DELETE", "tagging", deleteBucketTagging),
      route("GetBucketCors", "GET", "cors", getBucketCORS),
      route("PutBucketCors", "PUT", "cors", putBucketCORS),
      route("DeleteBucketCors", "DELETE", "cors", deleteBucketCORS),
      route("GetBucketEncryption", "GET", "encryption", getBucketEncryption),
      route("PutBucketEncryption", "PUT", "encryption", putBucketEncryption),
      route("DeleteBucketEncryption", "DELETE", "encryption", deleteBucketEncryption),
      route("GetPublicAccessBlock", "GET", "publicAccessBlock", getPublicAccessBlock),
      route("PutPublicAccessBlock", "PUT", "publicAccessBlock", putPublicAccessBlock),
      route("DeletePublicAccessBlock", "DELETE", "publicAccessBlock", deletePublicAccessBlock),
      route("GetBucketOwnershipControls", "GET", "ownershipControls", getOwnershipControls),
      route("PutBucketOwnershipControls", "PUT", "ownershipControls", putOwnershipControls),
      route("DeleteBucketOwnershipControls", "DELETE", "ownershipControls", deleteOwnershipControls),
      route("GetBucketAcl", "GET", "acl", getBucketACL),
      route("PutBucketAcl", "PUT", "acl", putBucketACL),
    ] + AbsentFeatures.routes

  private static func route(
    _ name: String, _ method: String, _ subresource: String,
    _ handle: @escaping @Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> Answer
  ) -> Route {
    Route(name, method, .bucket, requires: [subresource], .document(handle))
  }
}
