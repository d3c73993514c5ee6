package import LocalFiles
package import ObjectStores
package import StorageModel

/// What to download, and what it becomes.
package struct DownloadRequest: Sendable {
  /// What an object becomes, decided when its headers are known.
  package enum Placement: Sendable {
    case file(FileMetadata)
    /// The body is the target of a symbolic link.
    case symlink(FileMetadata)
  }

  package var key: ObjectKey
  package var versionID: String?
  /// From the listing: decides between one request and many.
  package var sizeBytes: Int64
  /// From the listing: another object by now is `.preconditionFailed`.
  package var etag: ETag?
  /// Its folder must exist.
  package var path: PathBytes
  package var placement: @Sendable (ObjectInfo) -> Placement
  package var replacing: AtomicFile.Replacement
  package var durability: AtomicFile.Durability
  /// The part size with which the object was uploaded, where it is known: makes the ETag of a multipart object a
  /// proof.
  package var knownPartSizeBytes: Int64?
  /// Gives blocks of zeros back to the file system.
  package var keepsHoles: Bool

  package init(
    key: ObjectKey, versionID: String? = nil, sizeBytes: Int64, etag: ETag? = nil, path: PathBytes,
    placement: @escaping @Sendable (ObjectInfo) -> Placement, replacing: AtomicFile.Replacement = .anything,
    durability: AtomicFile.Durability = .later, knownPartSizeBytes: Int64? = nil, keepsHoles: Bool = false
  ) {
    self.key = key
    self.versionID = versionID
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.path = path
    self.placement = placement
    self.replacing = replacing
    self.durability = durability
    self.knownPartSizeBytes = knownPartSizeBytes
    self.keepsHoles = keepsHoles
  }
}

/// What became of a download.
package struct DownloadedFile: Sendable {
  package var info: ObjectInfo
  /// After the rename: what a state row is made of.
  package var status: FileStatus
  package var verification: Verification
  /// SHA-256 of the content, where it was computed anyway.
  package var digest: ContentDigest?
}

/// What proves that a body is the object.
package enum Verification: Hashable, Sendable {
  case checksum(ChecksumAlgorithm)
  /// MD5 of the body.
  case etag
  /// MD5s of the parts, at this part size.
  case multipartETag(partSizeBytes: Int64)
  /// Nothing but the length could be compared: an encrypted object, or unknown parts.
  case lengthOnly
}
