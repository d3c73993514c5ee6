package import StorageModel

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

/// When a version may be deleted; decided inside the transaction. What is nil is not asked.
package struct DeletePrecondition: Sendable {
  package var ifMatch: WritePrecondition.Match?
  /// Compared in whole seconds.
  package var modified: Timestamp?
  package var sizeBytes: Int64?

  package init(ifMatch: WritePrecondition.Match? = nil, modified: Timestamp? = nil, sizeBytes: Int64? = nil) {
    self.ifMatch = ifMatch
    self.modified = modified
    self.sizeBytes = sizeBytes
  }

  package static var none: DeletePrecondition { DeletePrecondition() }

  var isNone: Bool { ifMatch == nil && modified == nil && sizeBytes == nil }

  /// Throws `.preconditionFailed`. What is not there is deleted already, whatever the condition says of it (S3 User
  /// Guide, "How to perform conditional deletes"); a delete marker has no ETag, so that it only matches `*`.
  func check(against object: StoredObject?) throws(BlobStorageError) {
    guard let object else { return }
    if let ifMatch {
      if case .anything = ifMatch {
      } else if object.isDeleteMarker || !ifMatch.accepts(object.etag) {
        throw BlobStorageError(.preconditionFailed, "the object is another one by now")
      }
    }
    if let modified, modified.seconds != object.modified.seconds {
      throw BlobStorageError(.preconditionFailed, "the object was modified at another time")
    }
    if let sizeBytes, sizeBytes != object.sizeBytes {
      throw BlobStorageError(.preconditionFailed, "the object has another size")
    }
  }
}
