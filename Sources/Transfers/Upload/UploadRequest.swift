package import ObjectStores
package import StorageModel

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
