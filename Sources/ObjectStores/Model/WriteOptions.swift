package import StorageModel

/// Digests of a body that its sender computed beforehand. What is there need not be computed again for the
/// signature or the checksum header, and the store compares it with what arrived.
package struct BodyDigests: Hashable, Sendable {
  package var sha256: [UInt8]?
  package var checksum: Checksum?

  package init(sha256: [UInt8]? = nil, checksum: Checksum? = nil) {
    self.sha256 = sha256
    self.checksum = checksum
  }
}

/// When a write may happen, decided by the store together with the write.
package enum WriteCondition: Hashable, Sendable {
  case always
  /// If-None-Match: *
  case onlyIfAbsent
  /// If-Match
  case onlyIfMatches(ETag)
}

/// How an object is written.
package struct WriteOptions: Sendable {
  package var headers: ObjectHeaders
  package var digests: BodyDigests
  package var condition: WriteCondition
  package var storageClass: String?
  /// `AES256` or `aws:kms`.
  package var serverSideEncryption: String?
  package var kmsKeyID: String?
  /// Object tags in order.
  package var tags: [(name: String, value: String)]
  /// Only for a bucket with object lock.
  package var lock: VersionLock?

  package init(
    headers: ObjectHeaders = ObjectHeaders(), digests: BodyDigests = BodyDigests(), condition: WriteCondition = .always,
    storageClass: String? = nil, serverSideEncryption: String? = nil, kmsKeyID: String? = nil,
    tags: [(name: String, value: String)] = []
  ) {
    self.headers = headers
    self.digests = digests
    self.condition = condition
    self.storageClass = storageClass
    self.serverSideEncryption = serverSideEncryption
    self.kmsKeyID = kmsKeyID
    self.tags = tags
  }
}

/// What the store says of an object just written.
package struct WriteResult: Hashable, Sendable {
  package var etag: ETag
  package var versionID: String?
  package var checksum: Checksum?
  /// Only from a copy.
  package var lastModified: Timestamp?
  /// How long before this answer the same write was first sent without an answer: it may have made a version of its
  /// own, no older than that. nil where it was answered at once, or surely not done before.
  package var unansweredFor: Duration?

  package init(etag: ETag, versionID: String? = nil, checksum: Checksum? = nil, lastModified: Timestamp? = nil) {
    self.etag = etag
    self.versionID = versionID
    self.checksum = checksum
    self.lastModified = lastModified
  }
}
