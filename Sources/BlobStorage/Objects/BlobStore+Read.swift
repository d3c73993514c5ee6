package import StorageModel

extension BlobStore {
  /// The version asked for, or the latest. Throws `.noSuchBucket`, `.noSuchKey`, `.noSuchVersion`, and the errors
  /// about delete markers.
  package func headObject(
    _ bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil
  ) throws(BlobStorageError) -> StoredObject {
    guard let version else {
      return try read { database throws(BlobStorageError) in
        try findObject(bucket, key, withBlob: false, database) { (object, _) throws(BlobStorageError) in object }
      }
    }
    return try readSnapshot { database throws(BlobStorageError) in
      try requireVersion(try requireBucket(bucket, database), key, version, database)
    }
  }

  /// Throws as ``headObject(_:_:version:)``, and `.damaged` when the body is missing or, where it is small, not what
  /// was written.
  package func openObject(
    _ bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil
  ) throws(BlobStorageError) -> OpenObject {
    // Until the file is open, or for as long as the parts may be read.
    let lease = reclaimer.lease()
    defer { withExtendedLifetime(lease) {} }
    guard let version else {
      return try read { database throws(BlobStorageError) in
        try findObject(bucket, key, withBlob: true, database) { (object, blob) throws(BlobStorageError) in
          try opened(object, blob, lease)
        }
      }
    }
    return try readSnapshot { database throws(BlobStorageError) in
      let object = try requireVersion(try requireBucket(bucket, database), key, version, database)
      let query = try Query(database, blobSQL).bind(object.blob, at: 1)
      let hasBlob = try query.step()
      defer { query.reset() }
      guard hasBlob || object.blob == nil else {
        throw BlobStorageError(.damaged, "the blob of \(key) has no row")
      }
      return try opened(object, BlobRow(query: query, column: 0), lease)
    }
  }

  private func opened(
    _ object: StoredObject, _ blob: BlobRow, _ lease: ReadLease
  ) throws(BlobStorageError) -> OpenObject {
    if let content = object.content {
      let parts = PartSource(self, content: content, partCount: object.partCount, lease: lease)
      return OpenObject(record: object, source: .parts(parts))
    }
    return OpenObject(record: object, source: try openSource(try blob.record()))
  }
}

private let blobSQL = "SELECT \(blobColumns) FROM blob l WHERE id = ?"
