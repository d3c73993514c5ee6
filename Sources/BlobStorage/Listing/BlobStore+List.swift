internal import StorageModel

extension BlobStore {
  /// One page in byte order. A common prefix costs one index seek, however many keys are below it. Throws
  /// `.noSuchBucket`.
  package func list(_ request: ListingRequest) throws(BlobStorageError) -> Listing {
    try readSnapshot { database throws(BlobStorageError) in
      let bucket = try requireBucket(request.bucket, database).id
      let folding = PrefixFolding(prefix: request.prefix, delimiter: request.delimiter)
      guard request.limit > 0, var start = folding.start(after: request.after) else { return Listing() }
      let query = try Query(
        database,
        """
        SELECT key, size, modified, md5, parts, class, algorithm, composite FROM object
        WHERE bucket = ? AND key >= ? AND marker = 0 ORDER BY key, sequence DESC
        """)
      defer { query.reset() }
      query.bind(bucket, at: 1).bind(start, at: 2)
      var page = Listing()
      var last: [UInt8] = []
      while try query.step() {
        let key = ObjectKey(bytes: query.bytes(0))
        guard key.hasPrefix(request.prefix) else { return page }
        if page.objects.count + page.commonPrefixes.count == request.limit {
          page.last = last
          return page
        }
        guard let folded = folding.fold(key.bytes) else {
          page.objects.append(listedVersion(query, key))
          last = key.bytes
          continue
        }
        page.commonPrefixes.append(folded)
        last = folded
        guard let next = PrefixFolding.successor(folded) else { return page }
        start = next
        query.reset()
        query.bind(start, at: 2)
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
