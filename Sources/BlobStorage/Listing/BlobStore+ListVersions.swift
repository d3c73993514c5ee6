internal import StorageModel

/// One page of versions: by key, and of a key the latest first. Common prefixes count like versions.
package struct VersionListing: Sendable {
  package struct Entry: Sendable {
    package var object: StoredObject
    package var isLatest: Bool
  }

  package var versions: [Entry] = []
  package var commonPrefixes: [[UInt8]] = []
  /// Where the next page begins, where one follows: the last key and version, or the last prefix without one.
  package var next: (key: [UInt8], version: VersionID?)?
}

extension BlobStore {
  /// One page. `after` of the request is the key marker: with `afterVersion` the versions of that key below it follow
  /// too, also when that version is gone by now. Throws `.noSuchBucket`.
  package func listVersions(
    _ request: ListingRequest, afterVersion: VersionID? = nil
  ) throws(BlobStorageError) -> VersionListing {
    try readSnapshot { database throws(BlobStorageError) in
      let bucket = try requireBucket(request.bucket, database)
      let folding = PrefixFolding(prefix: request.prefix, delimiter: request.delimiter)
      guard request.limit > 0,
        var start = try versionStart(request, afterVersion, folding, bucket, database)
      else { return VersionListing() }
      let query = try Query(database, listVersionsSQL)
      defer { query.reset() }
      start.bind(query, bucket.id)
      var page = VersionListing()
      var last: (key: [UInt8], version: VersionID?) = ([], nil)
      // A page that begins inside a key has passed its latest version.
      var previous = start.below == nil ? nil : start.key
      while try query.step() {
        let key = ObjectKey(bytes: query.bytes(objectColumnCount))
        guard key.hasPrefix(request.prefix) else { return page }
        if page.versions.count + page.commonPrefixes.count == request.limit {
          page.next = last
          return page
        }
        guard let folded = folding.fold(key.bytes) else {
          var object = try objectRecord(query, key: key)
          object.isVersioned = bucket.versioning != nil
          page.versions.append(VersionListing.Entry(object: object, isLatest: key.bytes != previous))
          previous = key.bytes
          last = (key.bytes, object.version)
          continue
        }
        page.commonPrefixes.append(folded)
        last = (folded, nil)
        guard let next = PrefixFolding.successor(folded) else { return page }
        start = VersionStart(key: next)
        query.reset()
        start.bind(query, bucket.id)
      }
      return page
    }
  }
}

/// Two ranges of the primary key, merged without sorting: the rest of one key, and the keys after it. As one condition
/// they would step over every newer version of the key, for every page anew.
private let listVersionsSQL = """
  SELECT \(objectColumns), o.key AS name, o.sequence AS number FROM object o
  WHERE o.bucket = ?1 AND o.key = ?2 AND o.sequence < ?3
  UNION ALL SELECT \(objectColumns), o.key, o.sequence FROM object o WHERE o.bucket = ?1 AND o.key > ?2
  ORDER BY name, number DESC
  """

/// The position before a page of versions.
private struct VersionStart {
  var key: [UInt8]
  /// Of the key itself only versions below this number; nil for all.
  var below: Int64?

  func bind(_ query: Query, _ bucket: Int64) {
    query.bind(bucket, at: 1).bind(key, at: 2).bind(below ?? .max, at: 3)
  }
}

/// nil when no page can follow.
private func versionStart(
  _ request: ListingRequest, _ afterVersion: VersionID?, _ folding: PrefixFolding, _ bucket: BucketRecord,
  _ database: Connection
) throws(BlobStorageError) -> VersionStart? {
  if let after = request.after, let afterVersion, compareBytes(after, request.prefix) >= 0, folding.fold(after) == nil {
    // A name holds its number, so that the page goes on where it was when the version is gone by now. The null version
    // has to be found; without it the rest of the key is passed over.
    var sequence = afterVersion.sequence
    if sequence == nil { sequence = try findVersion(bucket, ObjectKey(bytes: after), .null, database)?.sequence }
    if let sequence { return VersionStart(key: after, below: sequence) }
  }
  return folding.start(after: request.after).map { VersionStart(key: $0) }
}
