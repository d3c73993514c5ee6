package import StorageModel

/// What an operation is addressed to: the service, a bucket, or an object.
package struct OperationTarget: Hashable, Sendable {
  package var bucket: BucketName?
  package var key: ObjectKey?

  package init(bucket: BucketName? = nil, key: ObjectKey? = nil) {
    self.bucket = bucket
    self.key = key
  }
}
