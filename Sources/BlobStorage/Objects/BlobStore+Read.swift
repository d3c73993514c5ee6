package import StorageModel

extension BlobStore {
  /// Throws `.noSuchBucket` and `.noSuchKey`.
  package func headObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> StoredObject {
    try read { database throws(BlobStorageError) in
      try findObject(bucket, key, withBlob: false, database) { (object, _) throws(BlobStorageError) in object }
    }
  }

  /// Throws `.noSuchBucket` and `.noSuchKey`, and `.damaged` when the body is missing or, where it is small, not what
  /// was written.
  package func openObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> OpenObject {
    // Until the file is open, or for as long as the parts may be read.
    let lease = reclaimer.lease()
    defer { withExtendedLifetime(lease) {} }
    return try read { database throws(BlobStorageError) in
      try findObject(bucket, key, withBlob: true, database) { (object, blob) throws(BlobStorageError) in
        if let content = object.content {
          let parts = PartSource(self, content: content, partCount: object.partCount, lease: lease)
          return OpenObject(record: object, source: .parts(parts))
        }
        return OpenObject(record: object, source: try openSource(try blob.record()))
      }
    }
  }
}
