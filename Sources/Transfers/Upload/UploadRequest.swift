package import ObjectStores
package import StorageModel

/// Copies, inside the store, an object that has this content; nil where there is none.
package typealias KnownContentCopy = @Sendable (ContentDigest) async throws(TransferError) -> CopiedContent?

/// A copy that took the place of an upload.
package struct CopiedContent: Sendable {
  package var result: WriteResult
  /// Whose content it is.
  package var source: PathBytes

  package init(result: WriteResult, source: PathBytes) {
    self.result = result
    self.source = source
  }
}

/// Which file to upload, and how.
package struct UploadRequest: Sendable {
  package var path: PathBytes
  package var key: ObjectKey
  package var options: WriteOptions
  /// What the plan was made for: another file by now is `.changedWhileRead`. nil takes what is there.
  package var expected: FileFingerprint?
  package var preferredPartSizeBytes: Int64?
  /// Files up to this size go in one PUT; nil for one part.
  package var singlePutLimitBytes: Int64?
  /// The checksum of each part and of the whole that goes along with the SHA-256, for stores that know it: only
  /// CRC-64/NVME and nil are of use here.
  package var checksum: ChecksumAlgorithm?
  package var resume: ResumableUpload?
  /// Asked with the content's digest when that is known before anything is sent, which is so for files between 1 MiB
  /// and one part: what has the same content at the store may be copied there instead.
  package var copyKnown: KnownContentCopy?
  /// Without one, an upload that does not succeed is aborted; with one, it stays open where a later run may resume it
  /// (interruption, a store out of reach).
  package var recorder: (any UploadRecorder)?

  package init(
    path: PathBytes, key: ObjectKey, options: WriteOptions = WriteOptions(), expected: FileFingerprint? = nil,
    preferredPartSizeBytes: Int64? = nil, singlePutLimitBytes: Int64? = nil,
    checksum: ChecksumAlgorithm? = .crc64nvme, resume: ResumableUpload? = nil, recorder: (any UploadRecorder)? = nil
  ) {
    self.path = path
    self.key = key
    self.options = options
    self.expected = expected
    self.preferredPartSizeBytes = preferredPartSizeBytes
    self.singlePutLimitBytes = singlePutLimitBytes
    self.checksum = checksum
    self.resume = resume
    self.recorder = recorder
  }
}
