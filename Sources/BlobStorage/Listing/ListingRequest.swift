package import StorageModel

/// What to list.
package struct ListingRequest: Sendable {
  package var bucket: BucketName
  package var prefix: [UInt8]
  /// Empty for none.
  package var delimiter: [UInt8]
  /// Only keys and common prefixes after this one, in byte order.
  package var after: [UInt8]?
  /// 0 gives nothing.
  package var limit: Int

  package init(
    bucket: BucketName, prefix: [UInt8] = [], delimiter: [UInt8] = [], after: [UInt8]? = nil, limit: Int = 1000
  ) {
    self.bucket = bucket
    self.prefix = prefix
    self.delimiter = delimiter
    self.after = after
    self.limit = limit
  }
}

/// One page: objects and common prefixes are one ascending sequence of bytes, and count alike.
package struct Listing: Sendable {
  package var objects: [ListedVersion] = []
  package var commonPrefixes: [[UInt8]] = []
  /// The last object or prefix of the page, where another page follows.
  package var last: [UInt8]?

  package var isTruncated: Bool { last != nil }
}
