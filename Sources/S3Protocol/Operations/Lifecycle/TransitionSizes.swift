/// How small an object may be for a rule without a size filter of its own to move it (S3 API Reference,
/// PutBucketLifecycleConfiguration, `x-amz-transition-default-minimum-object-size`).
package enum TransitionSizes: String, Sendable, CaseIterable {
  package static let headerName = "x-amz-transition-default-minimum-object-size"

  /// Nothing under 128 KiB moves: what S3 assumes where nothing is said.
  case all128KiB = "all_storage_classes_128K"
  /// The archives take objects of every size, the other classes from 128 KiB on.
  case variesByClass = "varies_by_storage_class"
  /// Objects of every size move. Differs from S3, which has no such word: what Cairn's daemon assumes where nothing is
  /// said, as a small object in another folder costs nothing more.
  case everySize = "every_size"

  /// Bytes from which an object moves to `storageClass`.
  package func minimumBytes(_ storageClass: String) -> Int64 {
    if self == .everySize { return 0 }
    if self == .variesByClass, ["GLACIER", "DEEP_ARCHIVE"].contains(storageClass) { return 0 }
    return 128 << 10
  }
}
