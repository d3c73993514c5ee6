internal import Digests
package import StorageModel

/// What is known of one version of an object.
package struct StoredObject: Sendable {
  package var key: ObjectKey
  /// Higher for a later write; never reused.
  package var sequence: Int64
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var md5: [UInt8]
  /// 0 for a body that was put in one piece.
  package var partCount: Int
  /// nil for STANDARD.
  package var storageClass: String?
  package var checksum: Checksum?
  package var attributes: ObjectAttributes

  var blob: Int64?
  var content: Int64?
  var uploadID: [UInt8]?

  /// The MD5 of the body, or the MD5 of the parts' MD5s and `-N`.
  package var etag: ETag { ETag(etagText(md5: md5, partCount: partCount)) }
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

/// When a write may become visible; decided inside its transaction.
package struct WritePrecondition: Sendable {
  package enum Match: Sendable {
    /// `*`
    case anything
    case oneOf([ETag])
  }

  package var ifMatch: Match?
  package var ifNoneMatch: Match?

  package init(ifMatch: Match? = nil, ifNoneMatch: Match? = nil) {
    self.ifMatch = ifMatch
    self.ifNoneMatch = ifNoneMatch
  }

  package static var none: WritePrecondition { WritePrecondition() }

  /// Throws `.noSuchKey` for an If-Match on a key that is not there (S3 User Guide, "conditional writes"), else
  /// `.preconditionFailed`.
  func check(against etag: ETag?) throws(BlobStorageError) {
    if let ifMatch {
      guard let etag else { throw BlobStorageError(.noSuchKey, "If-Match names an object that does not exist") }
      if !ifMatch.accepts(etag) { throw BlobStorageError(.preconditionFailed, "the object is another one by now") }
    }
    if let ifNoneMatch, let etag, ifNoneMatch.accepts(etag) {
      throw BlobStorageError(.preconditionFailed, "the object exists already")
    }
  }
}

extension WritePrecondition.Match {
  func accepts(_ etag: ETag) -> Bool {
    switch self {
    case .anything: true
    case .oneOf(let tags): tags.contains(etag)
    }
  }
}

/// What a write made.
package struct WrittenObject: Sendable {
  package var etag: ETag
  package var sizeBytes: Int64
  package var modified: Timestamp
  package var checksum: Checksum?
}
