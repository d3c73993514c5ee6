internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// The public access block of a bucket, as far as it decides who may do what (S3 User Guide, "Blocking public access").
struct PublicAccessRules: Sendable {
  var blocksPublicPolicy = false
  var restrictsPublicBuckets = false
  var ignoresPublicACLs = false

  /// What the bucket is configured with.
  init(_ store: BlobStore, _ bucket: BucketName) throws(BlobStorageError) {
    guard let document = try store.document(.bucket(bucket), kind: Authorizer.publicAccessKind) else { return }
    do throws(S3Error) {
      let block = try PutPublicAccessBlockRequest(WireRequest("PUT", body: document)).block
      blocksPublicPolicy = block.blocksPublicPolicy
      restrictsPublicBuckets = block.restrictsPublicBuckets
      ignoresPublicACLs = block.ignoresPublicACLs
    } catch {
      throw BlobStorageError(.damaged, "the public access block of the bucket \(bucket) cannot be read")
    }
  }
}
