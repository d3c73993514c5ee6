package import ObjectStores
package import StorageModel

/// Which object to copy to another endpoint, and how it is written there.
package struct StreamCopyRequest: Sendable {
  package var key: ObjectKey
  package var versionID: String?
  /// From the listing.
  package var sizeBytes: Int64
  /// From the listing: another object by now is `.preconditionFailed`.
  package var etag: ETag?
  package var target: ObjectKey
  /// Decided when the headers of the source are known.
  package var options: @Sendable (ObjectInfo) -> WriteOptions
  package var preferredPartSizeBytes: Int64?
  /// The part size of the source, where it is known.
  package var knownPartSizeBytes: Int64?
  /// As in ``UploadRequest/checksum``.
  package var checksum: ChecksumAlgorithm?

  package init(
    key: ObjectKey, versionID: String? = nil, sizeBytes: Int64, etag: ETag? = nil, target: ObjectKey,
    preferredPartSizeBytes: Int64? = nil, knownPartSizeBytes: Int64? = nil,
    checksum: ChecksumAlgorithm? = .crc64nvme,
    options: @escaping @Sendable (ObjectInfo) -> WriteOptions = { WriteOptions(headers: $0.headers) }
  ) {
    self.key = key
    self.versionID = versionID
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.target = target
    self.preferredPartSizeBytes = preferredPartSizeBytes
    self.knownPartSizeBytes = knownPartSizeBytes
    self.checksum = checksum
    self.options = options
  }
}

/// What became of a copy.
package struct CopiedObject: Sendable {
  package var result: WriteResult
  /// Of the source.
  package var info: ObjectInfo
  package var verification: Verification
  /// Of the content, cut at `partSizeBytes`.
  package var digest: ContentDigest
  /// 0 for an object put in one piece.
  package var partSizeBytes: Int64
}
