package import ObjectStores
package import StorageModel

/// What became of an upload.
package struct UploadedFile: Sendable {
  package var result: WriteResult
  /// Of the content, cut at `partSizeBytes`.
  package var digest: ContentDigest
  /// CRC-64/NVME of the whole content.
  package var crc64nvme: UInt64
  /// 0 for an object put in one piece.
  package var partSizeBytes: Int64
  /// 1 for an object put in one piece.
  package var partCount: Int
  /// Of the file before it was read, and still the same afterwards.
  package var fingerprint: FileFingerprint
  /// Bytes sent by this run: fewer than the size where an upload was resumed.
  package var sentBytes: Int64
  /// Whose content was copied at the store instead of sending this one; nil for an upload.
  package var copiedFrom: PathBytes?
}
