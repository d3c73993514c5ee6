package import StorageModel

/// What to list.
package struct ListRequest: Sendable {
  /// Only keys that start with these bytes.
  package var prefix: [UInt8]
  /// Keys that have it after the prefix are folded into one common prefix; empty for none.
  package var delimiter: [UInt8]
  /// Only keys after this one, in byte order.
  package var startAfter: ObjectKey?
  /// ``ListPage/nextToken`` of the page before; takes the place of `startAfter`.
  package var token: String?
  package var pageSize: Int
  /// Takes a listing in ``ListingOrder/folders`` as well as one in byte order: for a caller that sorts it itself, or
  /// does not care.
  package var allowsFolderOrder = false

  package init(
    prefix: [UInt8] = [], delimiter: [UInt8] = [], startAfter: ObjectKey? = nil, token: String? = nil,
    pageSize: Int = 1000
  ) {
    self.prefix = prefix
    self.delimiter = delimiter
    self.startAfter = startAfter
    self.token = token
    self.pageSize = pageSize
  }
}

/// One page of a listing.
package struct ListPage: Sendable {
  package var objects: [ListedObject]
  package var commonPrefixes: [ObjectKey]
  /// nil on the last page.
  package var nextToken: String?

  package init(objects: [ListedObject], commonPrefixes: [ObjectKey] = [], nextToken: String? = nil) {
    self.objects = objects
    self.commonPrefixes = commonPrefixes
    self.nextToken = nextToken
  }
}

/// One object in a listing.
package struct ListedObject: Hashable, Sendable {
  package var key: ObjectKey
  package var sizeBytes: Int64
  package var etag: ETag
  package var lastModified: Timestamp
  /// nil for STANDARD.
  package var storageClass: String?

  package init(key: ObjectKey, sizeBytes: Int64, etag: ETag, lastModified: Timestamp, storageClass: String? = nil) {
    self.key = key
    self.sizeBytes = sizeBytes
    self.etag = etag
    self.lastModified = lastModified
    self.storageClass = storageClass
  }
}
