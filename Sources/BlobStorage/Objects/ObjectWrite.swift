package import StorageModel

/// How an object is written.
package struct ObjectWrite: Sendable {
  package var bucket: BucketName
  package var key: ObjectKey
  package var attributes: ObjectAttributes
  /// nil for STANDARD.
  package var storageClass: String?
  package var tags = ObjectAttributes()
  /// nil for what the bucket gives by default.
  package var retention: ObjectRetention?
  package var legalHold: Bool?
  package var precondition: WritePrecondition

  package init(
    bucket: BucketName, key: ObjectKey, attributes: ObjectAttributes = ObjectAttributes(), storageClass: String? = nil,
    precondition: WritePrecondition = .none
  ) {
    self.bucket = bucket
    self.key = key
    self.attributes = attributes
    self.storageClass = storageClass
    self.precondition = precondition
  }
}

/// Where a copy comes from.
package struct CopyOrigin: Sendable {
  package var bucket: BucketName
  package var key: ObjectKey
  /// nil for the latest.
  package var version: VersionID?

  package init(bucket: BucketName, key: ObjectKey, version: VersionID? = nil) {
    self.bucket = bucket
    self.key = key
    self.version = version
  }
}

/// What a copy takes from its own request and not from its source.
package struct CopyDirectives: Sendable {
  package var replacesAttributes: Bool
  package var replacesTags: Bool
  /// The checksum of the copy, where it is not to be that of the source. It counts only for the body of `sequence`.
  package var checksum: (sequence: Int64, value: Checksum)?

  package init(
    replacesAttributes: Bool = false, replacesTags: Bool = false, checksum: (sequence: Int64, value: Checksum)? = nil
  ) {
    self.replacesAttributes = replacesAttributes
    self.replacesTags = replacesTags
    self.checksum = checksum
  }
}

/// A copy, and the version it was made from.
package struct CopiedObject: Sendable {
  package var written: WrittenObject
  /// nil where the bucket of the source never had versioning.
  package var sourceVersion: VersionID?

  package init(written: WrittenObject, sourceVersion: VersionID?) {
    self.written = written
    self.sourceVersion = sourceVersion
  }
}
