internal import StorageModel

/// The columns of `object` in the order in which ``objectRecord(_:key:)`` reads them.
let objectColumns = """
  o.sequence, o.size, o.modified, o.md5, o.parts, o.class, o.algorithm, o.checksum, o.composite, o.blob, o.content, \
  o.upload, o.attributes, o.marker, o.version, o.tags, o.mode, o.until, o.hold, o.buried
  """

/// How many columns ``objectColumns`` names: the number of the first column behind them.
let objectColumnCount: Int32 = 20

/// The record in the current row of a query that selects ``objectColumns`` first.
func objectRecord(_ query: Query, key: ObjectKey) throws(BlobStorageError) -> StoredObject {
  guard let attributes = ObjectAttributes(encoded: query.bytes(12)),
    let tags = ObjectAttributes(encoded: query.bytes(15))
  else { throw BlobStorageError(.damaged, "the attributes of \(key) cannot be read") }
  return StoredObject(
    key: key, sequence: query.integer(0), version: VersionID(bytes: query.optionalBytes(14)),
    isDeleteMarker: query.integer(13) != 0, sizeBytes: query.integer(1),
    modified: Timestamp(nanoseconds: query.integer(2)), md5: query.bytes(3), partCount: Int(query.integer(4)),
    storageClass: query.optionalText(5), checksum: storedChecksum(query, 6, 7, composite: 8), attributes: attributes,
    tags: tags, retention: storedRetention(query, 16, 17), legalHold: query.optionalInteger(18).map { $0 != 0 },
    blob: query.optionalInteger(9), content: query.optionalInteger(10), uploadID: query.optionalBytes(11),
    isBuried: query.integer(19) != 0)
}

/// The checksum in two columns, and a third for the number of parts it is composed of; nil where none was stored.
func storedChecksum(_ query: Query, _ algorithm: Int32, _ value: Int32, composite: Int32?) -> Checksum? {
  guard let name = query.optionalText(algorithm), let kind = ChecksumAlgorithm(rawValue: name),
    let bytes = query.optionalBytes(value)
  else { return nil }
  let count = composite.flatMap { query.optionalInteger($0) }.map { Int($0) }
  return Checksum(kind, bytes: bytes, compositePartCount: count)
}

/// The retention in two columns; nil where none was stored.
func storedRetention(_ query: Query, _ mode: Int32, _ until: Int32) -> ObjectRetention? {
  guard let mode = query.optionalText(mode).flatMap({ ObjectRetention.Mode(rawValue: $0) }) else { return nil }
  return ObjectRetention(mode: mode, until: Timestamp(nanoseconds: query.integer(until)))
}

extension MetadataTransaction {
  func insert(_ object: StoredObject, into bucket: Int64) throws(BlobStorageError) {
    let query = try query(
      """
      INSERT INTO object (bucket, key, sequence, marker, version, size, modified, md5, parts, class, algorithm, \
      checksum, composite, blob, content, upload, attributes, tags, mode, until, hold)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    query.bind(bucket, at: 1).bind(object.key.bytes, at: 2).bind(object.sequence, at: 3)
    query.bind(object.isDeleteMarker ? 1 : 0, at: 4).bind(object.version.bytes, at: 5)
    query.bind(object.sizeBytes, at: 6).bind(object.modified.nanoseconds, at: 7).bind(object.md5, at: 8)
    query.bind(Int64(object.partCount), at: 9).bind(object.storageClass, at: 10)
    query.bind(object.checksum?.algorithm.rawValue, at: 11).bind(object.checksum?.bytes, at: 12)
    query.bind((object.checksum?.compositePartCount).map { Int64($0) }, at: 13)
    query.bind(object.blob, at: 14).bind(object.content, at: 15).bind(object.uploadID, at: 16)
    query.bind(object.attributes.encoded, at: 17).bind(object.tags.encodedUnlessEmpty, at: 18)
    query.bind(object.retention?.mode.rawValue, at: 19).bind(object.retention?.until.nanoseconds, at: 20)
    try query.bind(object.legalHold.map { $0 ? 1 : 0 }, at: 21).run()
  }

  /// Removes one version and its use of what it is made of.
  func remove(_ object: StoredObject, from bucket: Int64) throws(BlobStorageError) {
    let query = try query("DELETE FROM object WHERE bucket = ? AND key = ? AND sequence = ?")
    try query.bind(bucket, at: 1).bind(object.key.bytes, at: 2).bind(object.sequence, at: 3).run()
    if let blob = object.blob { try unlinkBlob(blob) }
    if let content = object.content { try unlinkContent(content) }
  }
}
