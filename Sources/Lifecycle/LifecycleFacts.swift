package import S3Protocol
package import StorageModel

/// All that decides what becomes of a version of an object.
package struct VersionFacts: Hashable, Sendable {
  package var key: ObjectKey
  /// 0 for a delete marker.
  package var sizeBytes: Int64
  /// None for a delete marker.
  package var tags: [ObjectTag]
  package var modified: Timestamp
  /// nil for STANDARD.
  package var storageClass: String?
  package var isDeleteMarker: Bool
  /// True when the key has no other version.
  package var isOnlyVersion: Bool
  /// nil for the latest version: the moment at which the next newer version was written.
  package var noncurrentSince: Timestamp?
  /// How many noncurrent versions of the key are newer; 0 for the latest one.
  package var newerNoncurrentVersions: Int

  /// The facts of the latest version.
  package init(
    key: ObjectKey, sizeBytes: Int64, tags: [ObjectTag] = [], modified: Timestamp, storageClass: String? = nil,
    isDeleteMarker: Bool = false, isOnlyVersion: Bool = true
  ) {
    self.key = key
    self.sizeBytes = sizeBytes
    self.tags = tags
    self.modified = modified
    self.storageClass = storageClass
    self.isDeleteMarker = isDeleteMarker
    self.isOnlyVersion = isOnlyVersion
    newerNoncurrentVersions = 0
  }

  package var isLatest: Bool { noncurrentSince == nil }

  /// The same version once a newer one was written.
  package func noncurrent(since moment: Timestamp, newerNoncurrentVersions count: Int = 0) -> VersionFacts {
    var facts = self
    facts.noncurrentSince = moment
    facts.newerNoncurrentVersions = count
    facts.isOnlyVersion = false
    return facts
  }
}

/// All that decides what becomes of an unfinished multipart upload.
package struct UploadFacts: Hashable, Sendable {
  package var key: ObjectKey
  package var initiated: Timestamp

  package init(key: ObjectKey, initiated: Timestamp) {
    self.key = key
    self.initiated = initiated
  }
}
