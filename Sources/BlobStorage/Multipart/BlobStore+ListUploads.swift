internal import StorageModel

/// One page of open uploads, by key and then by id.
package struct UploadListing: Sendable {
  package var uploads: [UploadRecord] = []
  package var commonPrefixes: [[UInt8]] = []
  /// Where the next page begins, where one follows: the last key or prefix, and the last id of a key.
  package var next: (key: [UInt8], id: UploadID?)?
}

extension BlobStore {
  /// One page. `after` of the request is the key marker: with `afterID` uploads of that key with a higher id follow
  /// too. Throws `.noSuchBucket`.
  package func listUploads(_ request: ListingRequest, afterID: UploadID?) throws(BlobStorageError) -> UploadListing {
    try readSnapshot { database throws(BlobStorageError) in
      let bucket = try requireBucket(request.bucket, database).id
      let folding = PrefixFolding(prefix: request.prefix, delimiter: request.delimiter)
      guard request.limit > 0, var start = uploadStart(request, afterID, folding) else { return UploadListing() }
      let query = try Query(database, listUploadsSQL)
      defer { query.reset() }
      query.bind(bucket, at: 1).bind(start.key, at: 2).bind(start.id, at: 3)
      var page = UploadListing()
      var last: (key: [UInt8], id: UploadID?) = ([], nil)
      while try query.step() {
        let key = ObjectKey(bytes: query.bytes(10))
        guard key.hasPrefix(request.prefix) else { return page }
        if page.uploads.count + page.commonPrefixes.count == request.limit {
          page.next = last
          return page
        }
        guard let folded = folding.fold(key.bytes) else {
          let upload = try uploadRecord(query, key: key, id: UploadID(bytes: query.bytes(11)))
          page.uploads.append(upload)
          last = (key.bytes, upload.id)
          continue
        }
        page.commonPrefixes.append(folded)
        last = (folded, nil)
        guard let next = PrefixFolding.successor(folded) else { return page }
        start = (next, [])
        query.reset()
        query.bind(start.key, at: 2).bind(start.id, at: 3)
      }
      return page
    }
  }
}

private let listUploadsSQL =
  "SELECT \(uploadColumns), key, id FROM upload WHERE bucket = ? AND (key, id) > (?, ?) ORDER BY key, id"

/// The position before the first upload of the page: every id is longer than the empty one.
private func uploadStart(
  _ request: ListingRequest, _ afterID: UploadID?, _ folding: PrefixFolding
) -> (key: [UInt8], id: [UInt8])? {
  if let after = request.after, let afterID, compareBytes(after, request.prefix) >= 0, folding.fold(after) == nil {
    return (after, afterID.bytes)
  }
  return folding.start(after: request.after).map { ($0, []) }
}
