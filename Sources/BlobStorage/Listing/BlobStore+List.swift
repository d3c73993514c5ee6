internal import StorageModel

extension BlobStore {
  /// One page of current objects in byte order. A common prefix costs one index seek, however many keys are below it,
  /// and so do the older versions of a key. Throws `.noSuchBucket`.
  package func list(_ request: ListingRequest) throws(BlobStorageError) -> Listing {
    try readSnapshot { database throws(BlobStorageError) in
      let bucket = try requireBucket(request.bucket, database).id
      let folding = PrefixFolding(prefix: request.prefix, delimiter: request.delimiter)
      guard request.limit > 0, let start = folding.start(after: request.after) else { return Listing() }
      var walk = KeyWalk(try Query(database, listSQL), from: start) { query, start in
        query.bind(bucket, at: 1).bind(start, at: 2)
      }
      defer { walk.end() }
      var page = Listing()
      var last: [UInt8] = []
      while let bytes = try walk.nextKey() {
        let key = ObjectKey(bytes: bytes)
        guard key.hasPrefix(request.prefix) else { return page }
        // Its latest version is a delete marker: the key has no object.
        if walk.query.integer(8) != 0 { continue }
        if page.objects.count + page.commonPrefixes.count == request.limit {
          page.last = last
          return page
        }
        guard let folded = folding.fold(bytes) else {
          page.objects.append(listedVersion(walk.query, key))
          last = bytes
          continue
        }
        page.commonPrefixes.append(folded)
        last = folded
        guard let next = PrefixFolding.successor(folded) else { return page }
        walk.seek(next)
      }
      return page
    }
  }

  private func listedVersion(_ query: Query, _ key: ObjectKey) -> ListedVersion {
    ListedVersion(
      key: key, sizeBytes: query.integer(1), modified: Timestamp(nanoseconds: query.integer(2)), md5: query.bytes(3),
      partCount: Int(query.integer(4)), storageClass: query.optionalText(5),
      checksumAlgorithm: query.optionalText(6).flatMap { ChecksumAlgorithm(rawValue: $0) },
      isChecksumComposite: !query.isNull(7))
  }
}

private let listSQL = """
  SELECT key, size, modified, md5, parts, class, algorithm, composite, marker FROM object
  WHERE bucket = ? AND key >= ? ORDER BY key, sequence DESC
  """

/// Walks the keys of a query whose first column is the key, in order, stopping at the first row of each.
private struct KeyWalk {
  /// Rows of one key that are stepped over before a seek pays: a seek costs about as much as four steps.
  private static let stepLimit = 4

  let query: Query
  private let bind: (Query, [UInt8]) -> Void
  private var current: [UInt8]?

  init(_ query: Query, from start: [UInt8], bind: @escaping (Query, [UInt8]) -> Void) {
    self.query = query
    self.bind = bind
    bind(query, start)
  }

  /// The next key; the query stands on its first row. nil after the last.
  mutating func nextKey() throws(BlobStorageError) -> [UInt8]? {
    var steps = 0
    while try query.step() {
      let key = query.bytes(0)
      guard key == current else {
        current = key
        return key
      }
      steps += 1
      if steps == Self.stepLimit { seek(key + [0]) }
    }
    return nil
  }

  /// Goes on with the first key that is not before `start`.
  mutating func seek(_ start: [UInt8]) {
    query.reset()
    bind(query, start)
    current = nil
  }

  func end() { query.reset() }
}
