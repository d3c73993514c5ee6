internal import StorageModel

/// The columns of `object` in the order in which ``objectRecord(_:key:)`` reads them.
let objectColumns = """
  o.sequence, o.size, o.modified, o.md5, o.parts, o.class, o.algorithm, o.checksum, o.composite, o.blob, o.content, \
  o.upload, o.attributes
  """

/// The record in the current row of a query that selects ``objectColumns`` first.
func objectRecord(_ query: Query, key: ObjectKey) throws(BlobStorageError) -> StoredObject {
  guard let attributes = ObjectAttributes(encoded: query.bytes(12)) else {
    throw BlobStorageError(.damaged, "the attributes of \(key) cannot be read")
  }
  return StoredObject(
    key: key, sequence: query.integer(0), sizeBytes: query.integer(1),
    modified: Timestamp(nanoseconds: query.integer(2)), md5: query.bytes(3), partCount: Int(query.integer(4)),
    storageClass: query.optionalText(5), checksum: storedChecksum(query, 6, 7, composite: 8), attributes: attributes,
    blob: query.optionalInteger(9), content: query.optionalInteger(10), uploadID: query.optionalBytes(11))
}

/// The checksum in two columns, and a third for the number of parts it is composed of; nil where none was stored.
func storedChecksum(_ query: Query, _ algorithm: Int32, _ value: Int32, composite: Int32?) -> Checksum? {
  guard let name = query.optionalText(algorithm), let kind = ChecksumAlgorithm(rawValue: name),
    let bytes = query.optionalBytes(value)
  else { return nil }
  let count = composite.flatMap { query.optionalInteger($0) }.map { Int($0) }
  return Checksum(kind, bytes: bytes, compositePartCount: count)
}

/// Built once: an interpolated text would be made anew for every look-up.
private let currentObjectSQL =
  "SELECT \(objectColumns), o.marker FROM object o WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1"

/// The latest version of a key; nil when there is none.
func currentObject(_ bucket: Int64, _ key: ObjectKey, _ database: Connection) throws(BlobStorageError) -> StoredObject?
{
  let query = try Query(database, currentObjectSQL)
  query.bind(bucket, at: 1).bind(key.bytes, at: 2)
  guard try query.step() else { return nil }
  defer { query.reset() }
  guard query.integer(13) == 0 else { return nil }
  return try objectRecord(query, key: key)
}

private let namedHeadSQL = """
  SELECT \(objectColumns), o.marker FROM bucket b JOIN object o ON o.bucket = b.id
  WHERE b.name = ? AND o.key = ? ORDER BY o.sequence DESC LIMIT 1
  """

private let namedObjectSQL = """
  SELECT \(objectColumns), o.marker, \(blobColumns)
  FROM bucket b JOIN object o ON o.bucket = b.id LEFT JOIN blob l ON l.id = o.blob
  WHERE b.name = ? AND o.key = ? ORDER BY o.sequence DESC LIMIT 1
  """

/// Finds the latest version of a key, and the row of its blob too where that is wanted, in one statement, which sees
/// one state of the store without a transaction around it. Throws `.noSuchBucket` and `.noSuchKey`.
func findObject<Value>(
  _ bucket: BucketName, _ key: ObjectKey, withBlob: Bool, _ database: Connection,
  _ body: (StoredObject, BlobRow) throws(BlobStorageError) -> Value
) throws(BlobStorageError) -> Value {
  let query = try Query(database, withBlob ? namedObjectSQL : namedHeadSQL)
  query.bind(bucket.text, at: 1).bind(key.bytes, at: 2)
  guard try query.step() else {
    _ = try requireBucket(bucket, database)
    throw noSuchKey(key)
  }
  defer { query.reset() }
  guard query.integer(13) == 0 else { throw noSuchKey(key) }
  return try body(try objectRecord(query, key: key), BlobRow(query: query, column: 14))
}

func noSuchKey(_ key: ObjectKey) -> BlobStorageError {
  BlobStorageError(.noSuchKey, "the key \(key) does not exist")
}

extension MetadataTransaction {
  /// One more user of a content.
  func linkContent(_ id: Int64) throws(BlobStorageError) {
    try query("UPDATE content SET links = links + 1 WHERE id = ?").bind(id, at: 1).run()
  }

  /// One user of a content less; with the last one its parts go.
  func unlinkContent(_ id: Int64) throws(BlobStorageError) {
    let select = try query("SELECT links FROM content WHERE id = ?").bind(id, at: 1)
    guard try select.step() else { return }
    let links = select.integer(0)
    select.reset()
    if links > 1 {
      try query("UPDATE content SET links = links - 1 WHERE id = ?").bind(id, at: 1).run()
      return
    }
    let segments = try query("SELECT blob FROM segment WHERE content = ?").bind(id, at: 1)
    var blobs: [Int64] = []
    while try segments.step() { blobs.append(segments.integer(0)) }
    for blob in blobs { try unlinkBlob(blob) }
    try query("DELETE FROM segment WHERE content = ?").bind(id, at: 1).run()
    try query("DELETE FROM part WHERE content = ?").bind(id, at: 1).run()
    try query("DELETE FROM content WHERE id = ?").bind(id, at: 1).run()
  }

  /// Removes the current object of a key and its use of what it is made of.
  func remove(_ object: StoredObject, from bucket: Int64) throws(BlobStorageError) {
    let query = try query("DELETE FROM object WHERE bucket = ? AND key = ? AND sequence = ?")
    try query.bind(bucket, at: 1).bind(object.key.bytes, at: 2).bind(object.sequence, at: 3).run()
    if let blob = object.blob { try unlinkBlob(blob) }
    if let content = object.content { try unlinkContent(content) }
  }

  func insert(_ object: StoredObject, into bucket: Int64) throws(BlobStorageError) {
    let query = try query(
      """
      INSERT INTO object (bucket, key, sequence, marker, version, size, modified, md5, parts, class, algorithm, \
      checksum, composite, blob, content, upload, attributes)
      VALUES (?, ?, ?, 0, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    query.bind(bucket, at: 1).bind(object.key.bytes, at: 2).bind(object.sequence, at: 3)
    query.bind(object.sizeBytes, at: 4).bind(object.modified.nanoseconds, at: 5).bind(object.md5, at: 6)
    query.bind(Int64(object.partCount), at: 7).bind(object.storageClass, at: 8)
    query.bind(object.checksum?.algorithm.rawValue, at: 9).bind(object.checksum?.bytes, at: 10)
    query.bind((object.checksum?.compositePartCount).map { Int64($0) }, at: 11)
    query.bind(object.blob, at: 12).bind(object.content, at: 13).bind(object.uploadID, at: 14)
    try query.bind(object.attributes.encoded, at: 15).run()
  }
}
