internal import StorageModel

/// The columns of `upload` in the order in which ``uploadRecord(_:key:id:)`` reads them.
let uploadColumns = "initiated, class, algorithm, composite, attributes, content, tags, mode, until, hold"

private let findUploadSQL = "SELECT \(uploadColumns) FROM upload WHERE bucket = ? AND key = ? AND id = ?"

/// The open upload; nil when there is none.
func findUpload(
  _ bucket: Int64, _ key: ObjectKey, _ id: UploadID, _ database: Connection
) throws(BlobStorageError) -> UploadRecord? {
  let query = try Query(database, findUploadSQL)
  query.bind(bucket, at: 1).bind(key.bytes, at: 2).bind(id.bytes, at: 3)
  guard try query.step() else { return nil }
  defer { query.reset() }
  return try uploadRecord(query, key: key, id: id)
}

/// The record in the current row of a query that selects ``uploadColumns`` first.
func uploadRecord(_ query: Query, key: ObjectKey, id: UploadID) throws(BlobStorageError) -> UploadRecord {
  guard let attributes = ObjectAttributes(encoded: query.bytes(4)), let tags = ObjectAttributes(encoded: query.bytes(6))
  else { throw BlobStorageError(.damaged, "the attributes of upload \(id) cannot be read") }
  return UploadRecord(
    key: key, id: id, initiated: Timestamp(nanoseconds: query.integer(0)), storageClass: query.optionalText(1),
    checksumAlgorithm: query.optionalText(2).flatMap { ChecksumAlgorithm(rawValue: $0) },
    checksumKind: query.integer(3) == 1 ? .composite : .fullObject, attributes: attributes, tags: tags,
    retention: storedRetention(query, 7, 8), legalHold: query.optionalInteger(9).map { $0 != 0 },
    content: query.integer(5))
}

/// Throws `.noSuchUpload`.
func requireUpload(
  _ bucket: Int64, _ key: ObjectKey, _ id: UploadID, _ database: Connection
) throws(BlobStorageError) -> UploadRecord {
  guard let found = try findUpload(bucket, key, id, database) else {
    throw BlobStorageError(.noSuchUpload, "the upload \(id) does not exist; it may have been completed or aborted")
  }
  return found
}

/// Parts after `number`, in order, at most `limit`.
func storedParts(
  _ content: Int64, after number: Int, limit: Int, _ database: Connection
) throws(BlobStorageError) -> [PartRecord] {
  let query = try Query(
    database,
    """
    SELECT number, size, md5, algorithm, checksum, modified FROM part
    WHERE content = ? AND number > ? ORDER BY number LIMIT ?
    """)
  query.bind(content, at: 1).bind(Int64(number), at: 2).bind(Int64(limit), at: 3)
  var parts: [PartRecord] = []
  while try query.step() {
    parts.append(
      PartRecord(
        number: Int(query.integer(0)), sizeBytes: query.integer(1), md5: query.bytes(2),
        checksum: storedChecksum(query, 3, 4, composite: nil), modified: Timestamp(nanoseconds: query.integer(5))))
  }
  return parts
}

extension MetadataTransaction {
  /// Puts a part in the place of an earlier one of its number. Its segments must have their links already.
  func replacePart(_ part: PartRecord, of content: Int64, segments: [Segment]) throws(BlobStorageError) {
    try removePart(part.number, of: content)
    let query = try query(
      """
      INSERT INTO part (content, number, start, size, md5, algorithm, checksum, modified) \
      VALUES (?, ?, 0, ?, ?, ?, ?, ?)
      """)
    query.bind(content, at: 1).bind(Int64(part.number), at: 2).bind(part.sizeBytes, at: 3).bind(part.md5, at: 4)
    query.bind(part.checksum?.algorithm.rawValue, at: 5).bind(part.checksum?.bytes, at: 6)
    try query.bind(part.modified.nanoseconds, at: 7).run()
    for (ordinal, segment) in segments.enumerated() {
      let query = try self.query(
        "INSERT INTO segment (content, number, ordinal, blob, start, size) VALUES (?, ?, ?, ?, ?, ?)")
      query.bind(content, at: 1).bind(Int64(part.number), at: 2).bind(Int64(ordinal), at: 3)
      try query.bind(segment.blob, at: 4).bind(segment.start, at: 5).bind(segment.sizeBytes, at: 6).run()
    }
  }

  /// Removes a part and its use of blobs; one that is not there is fine.
  func removePart(_ number: Int, of content: Int64) throws(BlobStorageError) {
    let select = try query("SELECT blob FROM segment WHERE content = ? AND number = ?")
    select.bind(content, at: 1).bind(Int64(number), at: 2)
    var blobs: [Int64] = []
    while try select.step() { blobs.append(select.integer(0)) }
    for blob in blobs { try unlinkBlob(blob) }
    for table in ["segment", "part"] {
      let delete = try query("DELETE FROM \(table) WHERE content = ? AND number = ?")
      try delete.bind(content, at: 1).bind(Int64(number), at: 2).run()
    }
  }

  func removeUpload(_ bucket: Int64, _ upload: UploadRecord) throws(BlobStorageError) {
    let delete = try query("DELETE FROM upload WHERE bucket = ? AND key = ? AND id = ?")
    try delete.bind(bucket, at: 1).bind(upload.key.bytes, at: 2).bind(upload.id.bytes, at: 3).run()
  }
}
