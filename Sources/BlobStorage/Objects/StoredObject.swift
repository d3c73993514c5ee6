internal import Digests
package import StorageModel

/// What is known of one version of an object.
package struct StoredObject: Sendable {
  package var key: ObjectKey
  /// Higher for a later write; never reused.
  package var sequence: Int64
  package var version: VersionID = .null
  /// A delete marker has neither body nor attributes.
  package var isDeleteMarker = false
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var md5: [UInt8]
  /// 0 for a body that was put in one piece.
  package var partCount: Int
  /// nil for STANDARD.
  package var storageClass: String?
  package var checksum: Checksum?
  package var attributes: ObjectAttributes
  /// Names and values; sorted by whoever wrote them.
  package var tags = ObjectAttributes()
  package var retention: ObjectRetention?
  /// nil where it was never set.
  package var legalHold: Bool?
  /// False in a bucket that never had versioning: there `version` is not to be told.
  package var isVersioned = false

  var blob: Int64?
  var content: Int64?
  var uploadID: [UInt8]?
  /// True for a null version that lies, or lay, below another one: see ``Schema``.
  var isBuried = false

  /// The MD5 of the body, or the MD5 of the parts' MD5s and `-N`.
  package var etag: ETag { ETag(etagText(md5: md5, partCount: partCount)) }

  /// The version as answers carry it: nil in a bucket that never had versioning.
  package var shownVersion: VersionID? { isVersioned ? version : nil }
}

extension StoredObject {
  /// A delete marker.
  init(marker key: ObjectKey, sequence: Int64, modified: Timestamp) {
    self.init(
      key: key, sequence: sequence, isDeleteMarker: true, sizeBytes: 0, modified: modified, md5: [], partCount: 0,
      attributes: ObjectAttributes())
  }
}

/// One line of a listing.
package struct ListedVersion: Sendable {
  package var key: ObjectKey
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var md5: [UInt8]
  package var partCount: Int
  package var storageClass: String?
  package var checksumAlgorithm: ChecksumAlgorithm?
  package var isChecksumComposite: Bool

  package var etag: ETag { ETag(etagText(md5: md5, partCount: partCount)) }
}

private func etagText(md5: [UInt8], partCount: Int) -> String {
  partCount > 0 ? hexadecimal(md5) + "-\(partCount)" : hexadecimal(md5)
}

/// What a write made.
package struct WrittenObject: Sendable {
  package var etag: ETag
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var checksum: Checksum?
  /// nil for the null version, which answers to writes do not name.
  package var version: VersionID?
}

extension WrittenObject {
  init(_ object: StoredObject) {
    self.init(
      etag: object.etag, sizeBytes: object.sizeBytes, modified: object.modified, checksum: object.checksum,
      version: object.version.isNull ? nil : object.version)
  }
}
