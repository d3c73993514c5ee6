/// The key of an object: 1 to 1,024 bytes, compared and sorted as bytes
/// (S3 User Guide, "Naming Amazon S3 objects").
package struct ObjectKey: ByteName {
  /// The longest key that S3 takes, in bytes.
  package static let maximumBytes = 1024

  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// `prefix` + `path`, nothing in between.
  package init(prefix: [UInt8], path: PathBytes) { self.bytes = prefix + path.bytes }
}
