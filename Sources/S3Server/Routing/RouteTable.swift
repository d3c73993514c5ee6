internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// Every operation of the daemon. More specific routes stand before the ones they would fall through to.
enum RouteTable {
  static let routes: [Route] = service + bucketConfiguration + ConfigurationRoutes.routes + bucket + object

  private static let service: [Route] = [
    Route(
      "ListBuckets", "GET", .service, allows: ["prefix", "continuation-token", "max-buckets"],
      .document(listBuckets))
  ]

  /// Read-only answers for what a bucket does not have, in the words S3 has for them.
  private static let bucketConfiguration: [Route] = [
    Route("GetBucketLocation", "GET", .bucket, requires: ["location"], .document(getBucketLocation)),
    Route("GetBucketVersioning", "GET", .bucket, requires: ["versioning"], .document(getBucketVersioning)),
    Route("PutBucketVersioning", "PUT", .bucket, requires: ["versioning"], .document(putBucketVersioning)),
    Route(
      "GetObjectLockConfiguration", "GET", .bucket, requires: ["object-lock"], .document(getObjectLockConfiguration)),
    Route(
      "PutObjectLockConfiguration", "PUT", .bucket, requires: ["object-lock"], .document(putObjectLockConfiguration)),
    Route("GetBucketPolicyStatus", "GET", .bucket, requires: ["policyStatus"], .document(getBucketPolicyStatus)),
    Route("GetBucketPolicy", "GET", .bucket, requires: ["policy"], .document(getBucketPolicy)),
    Route("PutBucketPolicy", "PUT", .bucket, requires: ["policy"], .document(putBucketPolicy)),
    Route("DeleteBucketPolicy", "DELETE", .bucket, requires: ["policy"], .document(deleteBucketPolicy)),
  ]

  private static let bucket: [Route] = [
    Route(
      "ListMultipartUploads", "GET", .bucket, requires: ["uploads"],
      allows: ["prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
      .document(listMultipartUploads)),
    Route(
      "ListObjectVersions", "GET", .bucket, requires: ["versions"],
      allows: ["prefix", "delimiter", "key-marker", "version-id-marker", "max-keys", "encoding-type"],
      .document(listObjectVersions)),
    Route("DeleteObjects", "POST", .bucket, requires: ["delete"], .document(deleteObjects)),
    Route(
      "ListObjectsV2", "GET", .bucket, requires: ["list-type"],
      allows: [
        "prefix", "delimiter", "start-after", "continuation-token", "max-keys", "fetch-owner", "encoding-type",
        "allow-unordered",
      ],
      .document(listObjectsV2)),
    Route(
      "ListObjects", "GET", .bucket,
      // The last three are what the redirection after a form adds to the address that the form names.
      allows: [
        "prefix", "delimiter", "marker", "max-keys", "encoding-type", "allow-unordered", "bucket", "key", "etag",
      ],
      .document(listObjects)),
    Route("PostObject", "POST", .bucket, .upload(postObject)),
    Route("CorsPreflight", "OPTIONS", .bucket, .document(crossOriginPreflight)),
    Route("HeadBucket", "HEAD", .bucket, allows: ["read-stats"], .document(headBucket)),
    Route("CreateBucket", "PUT", .bucket, .document(createBucket)),
    Route("DeleteBucket", "DELETE", .bucket, .document(deleteBucket)),
  ]

  private static let overrides = [
    "response-content-type", "response-content-language", "response-expires", "response-cache-control",
    "response-content-disposition", "response-content-encoding",
  ]

  private static let object: [Route] = [
    Route("CorsPreflight", "OPTIONS", .object, .document(crossOriginPreflight)),
    Route("GetObjectAcl", "GET", .object, requires: ["acl"], allows: ["versionId"], .document(getObjectACL)),
    about("PutObjectAcl", "PUT", "acl", putObjectACL),
    about("GetObjectTagging", "GET", "tagging", getObjectTagging),
    about("PutObjectTagging", "PUT", "tagging", putObjectTagging),
    about("DeleteObjectTagging", "DELETE", "tagging", deleteObjectTagging),
    about("GetObjectRetention", "GET", "retention", getObjectRetention),
    about("PutObjectRetention", "PUT", "retention", putObjectRetention),
    about("GetObjectLegalHold", "GET", "legal-hold", getObjectLegalHold),
    about("PutObjectLegalHold", "PUT", "legal-hold", putObjectLegalHold),
    about("GetObjectAttributes", "GET", "attributes", getObjectAttributes),
    about("GetObjectTorrent", "GET", "torrent", getObjectTorrent),
    Route(
      "ListParts", "GET", .object, requires: ["uploadId"],
      allows: ["max-parts", "part-number-marker", "encoding-type"], .document(listParts)),
    Route("GetObject", "GET", .object, allows: ["partNumber", "versionId"] + overrides, .document(getObject)),
    Route("HeadObject", "HEAD", .object, allows: ["partNumber", "versionId"] + overrides, .document(getObject)),
    Route(
      "UploadPartCopy", "PUT", .object, requires: ["uploadId", "partNumber"], header: "x-amz-copy-source",
      .document(uploadPartCopy)),
    Route("UploadPart", "PUT", .object, requires: ["uploadId", "partNumber"], .upload(uploadPart)),
    Route("CopyObject", "PUT", .object, header: "x-amz-copy-source", .document(copyObject)),
    Route("PutObject", "PUT", .object, .upload(putObject)),
    Route("CreateMultipartUpload", "POST", .object, requires: ["uploads"], .document(createMultipartUpload)),
    Route("CompleteMultipartUpload", "POST", .object, requires: ["uploadId"], .document(completeMultipartUpload)),
    Route("AbortMultipartUpload", "DELETE", .object, requires: ["uploadId"], .document(abortMultipartUpload)),
    Route("DeleteObject", "DELETE", .object, allows: ["versionId"], .change(deleteObject)),
  ]

  /// A subresource of an object or of one of its versions.
  private static func about(
    _ name: String, _ method: String, _ subresource: String,
    _ handle: @escaping @Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> Answer
  ) -> Route {
    Route(name, method, .object, requires: [subresource], allows: ["versionId"], .document(handle))
  }

  private static func absent(_ name: String, _ subresource: String, _ code: S3ErrorCode) -> Route {
    Route(
      name, "GET", .bucket, requires: [subresource],
      .document { request, context throws(S3Error) in
        let bucket = try request.bucket()
        _ = try context.storing { (store) throws(BlobStorageError) in try store.bucket(bucket) }
        throw S3Error(code, details: [("BucketName", bucket.text)])
      })
  }
}
