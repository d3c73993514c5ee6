package import StorageModel

/// Keeps what its caller must know to resume or to clean up one multipart upload after a crash. One recorder for each
/// upload; calls come one at a time.
///
/// Order: ``intend(_:)`` before the upload is created, ``created(uploadID:)`` before the first part, ``sent(_:)``
/// after each part, ``closed()`` after it was completed or aborted. An upload that the store forgot begins anew with
/// `intend`. What a call throws stops the upload, which is then aborted.
package protocol UploadRecorder: Sendable {
  func intend(_ upload: IntendedUpload) async throws
  func created(uploadID: String) async throws
  func sent(_ part: SentPart) async throws
  /// Nothing of it remains open.
  func closed() async throws
}

/// A multipart upload that is about to be created.
package struct IntendedUpload: Hashable, Sendable {
  package var key: ObjectKey
  package var fingerprint: FileFingerprint
  package var partSizeBytes: Int64

  package init(key: ObjectKey, fingerprint: FileFingerprint, partSizeBytes: Int64) {
    self.key = key
    self.fingerprint = fingerprint
    self.partSizeBytes = partSizeBytes
  }
}

/// A part that the store acknowledged, with the digests of its bytes.
package struct SentPart: Hashable, Sendable {
  package var number: Int
  package var etag: ETag
  package var digests: PartDigests

  package init(number: Int, etag: ETag, digests: PartDigests) {
    self.number = number
    self.etag = etag
    self.digests = digests
  }
}

/// An open upload of an earlier run, as its recorder has it.
package struct ResumableUpload: Hashable, Sendable {
  package var uploadID: String
  package var partSizeBytes: Int64
  /// Of the file that was being sent: only that one is gone on with.
  package var fingerprint: FileFingerprint
  package var parts: [SentPart]

  package init(uploadID: String, partSizeBytes: Int64, fingerprint: FileFingerprint, parts: [SentPart]) {
    self.uploadID = uploadID
    self.partSizeBytes = partSizeBytes
    self.fingerprint = fingerprint
    self.parts = parts
  }
}
