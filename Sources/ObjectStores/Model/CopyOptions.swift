package import StorageModel

/// The object that a copy reads, in a bucket of the same endpoint.
package struct CopySource: Hashable, Sendable {
  package var bucket: BucketName
  package var key: ObjectKey
  package var versionID: String?
  /// The copy fails with `.preconditionFailed` when the source is another object by now.
  package var ifMatch: ETag?

  package init(bucket: BucketName, key: ObjectKey, versionID: String? = nil, ifMatch: ETag? = nil) {
    self.bucket = bucket
    self.key = key
    self.versionID = versionID
    self.ifMatch = ifMatch
  }
}

/// How a copy is written.
package struct CopyOptions: Sendable {
  /// nil keeps the headers and metadata of the source (MetadataDirective COPY); anything else replaces all of them.
  package var replacingHeaders: ObjectHeaders?
  package var condition: WriteCondition
  package var storageClass: String?
  /// Only for a bucket with object lock. A copy takes over none by itself.
  package var lock: VersionLock?

  package init(
    replacingHeaders: ObjectHeaders? = nil, condition: WriteCondition = .always, storageClass: String? = nil
  ) {
    self.replacingHeaders = replacingHeaders
    self.condition = condition
    self.storageClass = storageClass
  }
}

/// An object to delete.
package struct DeleteItem: Hashable, Sendable {
  package var key: ObjectKey
  package var versionID: String?
  /// Only if the object is still this one, where the store knows conditional deletes.
  package var ifMatch: ETag?

  package init(key: ObjectKey, versionID: String? = nil, ifMatch: ETag? = nil) {
    self.key = key
    self.versionID = versionID
    self.ifMatch = ifMatch
  }
}

/// What became of a ``DeleteItem``.
package struct DeleteOutcome: Sendable {
  package var key: ObjectKey
  /// nil when it is gone.
  package var error: StoreError?
  /// The delete marker that took its place; nil where the bucket keeps no versions.
  package var markerVersionID: String?

  package init(key: ObjectKey, error: StoreError? = nil, markerVersionID: String? = nil) {
    self.key = key
    self.error = error
    self.markerVersionID = markerVersionID
  }
}

/// A part that the store has.
package struct UploadedPart: Hashable, Sendable {
  package var number: Int
  package var etag: ETag
  package var sizeBytes: Int64
  package var checksum: Checksum?

  package init(number: Int, etag: ETag, sizeBytes: Int64, checksum: Checksum? = nil) {
    self.number = number
    self.etag = etag
    self.sizeBytes = sizeBytes
    self.checksum = checksum
  }
}

/// A multipart upload that was begun and neither completed nor aborted.
package struct OpenUpload: Hashable, Sendable {
  package var key: ObjectKey
  package var uploadID: String
  package var initiated: Timestamp

  package init(key: ObjectKey, uploadID: String, initiated: Timestamp) {
    self.key = key
    self.uploadID = uploadID
    self.initiated = initiated
  }
}
