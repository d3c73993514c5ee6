package import BlobStorage

/// How a daemon's store keeps what it is given.
package struct StorageSettings: Sendable {
  /// The keys of encryption with the store's own key (SSE-S3); without one such requests are refused.
  package var keyring = Keyring.empty
  /// Folders for the bodies of storage classes, by class.
  package var volumes: [String: String] = [:]
  /// How many bytes a second the background scrub reads; nil for none.
  package var scrubBytesPerSecond: Int64?

  package init() {}
}
