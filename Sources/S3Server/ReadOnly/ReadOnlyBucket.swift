package import S3Protocol
package import StorageModel

/// A bucket that is not in the store: somebody else makes its objects of something that cannot be changed, such as the
/// snapshots of a repository. The daemon serves it beside its own buckets, through the same gate, for reading.
///
/// Calls may block: they are made on threads that are there for it. What they throw is answered as it is.
package protocol ReadOnlyBucket: Sendable {
  var name: BucketName { get }
  var created: Timestamp { get }

  /// One page of keys and common prefixes after `after`, together in ascending byte order, at most `limit`. A page
  /// that ends before the bucket does says where it ended.
  func list(prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?, limit: Int) throws(S3Error) -> ReadOnlyPage

  /// Throws NoSuchKey.
  func object(_ key: ObjectKey) throws(S3Error) -> ReadOnlyObject
}

package struct ReadOnlyPage: Sendable {
  package var objects: [ObjectSummary] = []
  package var commonPrefixes: [[UInt8]] = []
  /// The last object or prefix of the page, where another page follows.
  package var last: [UInt8]?

  package init() {}
}

/// An object of a ``ReadOnlyBucket``.
package struct ReadOnlyObject: Sendable {
  package var sizeBytes: Int64
  package var etag: ETag
  package var modified: Timestamp
  /// `x-amz-meta-` is not part of the names.
  package var userMetadata: [String: String]
  /// Begins to read a range, or with nil all of it.
  package var open: @Sendable (ByteRange?) throws(S3Error) -> any ReadOnlyContent

  package init(
    sizeBytes: Int64, etag: ETag, modified: Timestamp, userMetadata: [String: String] = [:],
    open: @escaping @Sendable (ByteRange?) throws(S3Error) -> any ReadOnlyContent
  ) {
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.modified = modified
    self.userMetadata = userMetadata
    self.open = open
  }
}

/// Content that is read from its beginning to its end, by one caller at a time.
package protocol ReadOnlyContent: AnyObject, Sendable {
  /// The next bytes, a few MiB at most, all of them proved; empty at the end.
  func next() throws(S3Error) -> [UInt8]
}
