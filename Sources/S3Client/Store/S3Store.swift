package import ObjectStores
package import StorageModel

/// One bucket of an S3 endpoint. Every call is sent once; ``RetryingStore`` repeats what may be repeated.
package struct S3Store: MultipartStore {
  package let service: S3Service
  package let bucket: BucketName
  package let limits: StoreLimits

  /// The algorithm in which callers should compute checksums of what they upload; nil when the endpoint takes none.
  package var checksumAlgorithm: ChecksumAlgorithm? { service.checksumCapability.algorithm }

  init(service: S3Service, bucket: BucketName) {
    self.service = service
    self.bucket = bucket
    limits = service.settings.known.limits
  }

  func target(_ key: ObjectKey? = nil) -> OperationTarget { OperationTarget(bucket: bucket, key: key) }

  func invalid(_ operation: String, _ key: ObjectKey? = nil, _ message: String) -> StoreError {
    StoreError(.invalidResponse, operation: operation, bucket: bucket.text, key: key, message: message)
  }
}
