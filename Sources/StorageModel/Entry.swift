/// One entry of a tree: a file of a folder, or an object of a bucket.
package struct Entry: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    case file, directory, symlink, fifo, socket, characterDevice, blockDevice
  }

  /// Relative to the root of the tree; a directory's ends in `/`.
  package var path: PathBytes
  package var kind: Kind
  /// 0 unless a file.
  package var sizeBytes: Int64
  /// mtime of a file; LastModified of an object.
  package var modified: Timestamp
  /// Only from a local tree.
  package var fingerprint: FileFingerprint?
  /// Only from a local tree.
  package var attributes: FileAttributes?
  /// Only from a bucket tree.
  package var object: ObjectFacts?

  package init(
    path: PathBytes, kind: Kind, sizeBytes: Int64, modified: Timestamp, fingerprint: FileFingerprint? = nil,
    attributes: FileAttributes? = nil, object: ObjectFacts? = nil
  ) {
    self.path = path
    self.kind = kind
    self.sizeBytes = sizeBytes
    self.modified = modified
    self.fingerprint = fingerprint
    self.attributes = attributes
    self.object = object
  }
}

/// What a listing says of an object besides key, size and LastModified.
package struct ObjectFacts: Hashable, Sendable {
  package var etag: ETag
  /// nil for STANDARD.
  package var storageClass: String?
  package var versionID: String?

  package init(etag: ETag, storageClass: String? = nil, versionID: String? = nil) {
    self.etag = etag
    self.storageClass = storageClass
    self.versionID = versionID
  }
}
