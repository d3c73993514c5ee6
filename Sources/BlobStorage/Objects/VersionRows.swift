internal import StorageModel

/// Built once: an interpolated text would be made anew for every look-up.
private let latestVersionSQL =
  "SELECT \(objectColumns) FROM object o WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1"

private let exactVersionSQL = "SELECT \(objectColumns) FROM object o WHERE bucket = ? AND key = ? AND sequence = ?"

private let buriedVersionSQL = """
  SELECT \(objectColumns) FROM object o INDEXED BY object_buried WHERE bucket = ? AND key = ? AND buried = 1
  """

/// The latest version of a key, be it a delete marker; nil when the key has none.
func latestVersion(
  _ bucket: BucketRecord, _ key: ObjectKey, _ database: Connection
) throws(BlobStorageError) -> StoredObject? {
  let query = try Query(database, latestVersionSQL)
  query.bind(bucket.id, at: 1).bind(key.bytes, at: 2)
  return try onlyRecord(query, bucket, key)
}

/// One version of a key; nil when there is no such version.
func findVersion(
  _ bucket: BucketRecord, _ key: ObjectKey, _ version: VersionID, _ database: Connection
) throws(BlobStorageError) -> StoredObject? {
  guard let sequence = version.sequence else {
    let latest = try latestVersion(bucket, key, database)
    return latest?.version == .null ? latest : try buriedVersion(bucket, key, database)
  }
  let query = try Query(database, exactVersionSQL)
  query.bind(bucket.id, at: 1).bind(key.bytes, at: 2).bind(sequence, at: 3)
  let found = try onlyRecord(query, bucket, key)
  return found?.version == version ? found : nil
}

/// The null version that lies below another one.
func buriedVersion(
  _ bucket: BucketRecord, _ key: ObjectKey, _ database: Connection
) throws(BlobStorageError) -> StoredObject? {
  let query = try Query(database, buriedVersionSQL)
  query.bind(bucket.id, at: 1).bind(key.bytes, at: 2)
  return try onlyRecord(query, bucket, key)
}

/// The version asked for, or the latest one. Throws `.noSuchKey` or `.noSuchVersion`, or that it is a delete marker.
func requireVersion(
  _ bucket: BucketRecord, _ key: ObjectKey, _ version: VersionID?, _ database: Connection
) throws(BlobStorageError) -> StoredObject {
  if let version {
    guard let found = try findVersion(bucket, key, version, database) else { throw noSuchVersion(key, version) }
    if found.isDeleteMarker { throw isDeleteMarker(found, isLatest: false) }
    return found
  }
  guard let found = try latestVersion(bucket, key, database) else { throw noSuchKey(key) }
  if found.isDeleteMarker { throw isDeleteMarker(found, isLatest: true) }
  return found
}

private func onlyRecord(
  _ query: Query, _ bucket: BucketRecord, _ key: ObjectKey
) throws(BlobStorageError) -> StoredObject? {
  guard try query.step() else { return nil }
  defer { query.reset() }
  var object = try objectRecord(query, key: key)
  object.isVersioned = bucket.versioning != nil
  return object
}

private let namedHeadSQL = """
  SELECT \(objectColumns), b.versioning FROM bucket b JOIN object o ON o.bucket = b.id
  WHERE b.name = ? AND o.key = ? ORDER BY o.sequence DESC LIMIT 1
  """

private let namedObjectSQL = """
  SELECT \(objectColumns), b.versioning, \(blobColumns)
  FROM bucket b JOIN object o ON o.bucket = b.id LEFT JOIN blob l ON l.id = o.blob
  WHERE b.name = ? AND o.key = ? ORDER BY o.sequence DESC LIMIT 1
  """

/// Finds the latest version of a key, and the row of its blob too where that is wanted, in one statement, which sees
/// one state of the store without a transaction around it. Throws `.noSuchBucket`, and as
/// ``requireVersion(_:_:_:_:)``.
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
  var object = try objectRecord(query, key: key)
  object.isVersioned = query.integer(objectColumnCount) != 0
  if object.isDeleteMarker { throw isDeleteMarker(object, isLatest: true) }
  return try body(object, BlobRow(query: query, column: objectColumnCount + 1))
}

func noSuchKey(_ key: ObjectKey) -> BlobStorageError {
  BlobStorageError(.noSuchKey, "the key \(key) does not exist")
}

func noSuchVersion(_ key: ObjectKey, _ version: VersionID) -> BlobStorageError {
  BlobStorageError(.noSuchVersion, "the key \(key) has no version \(version)")
}

private func isDeleteMarker(_ object: StoredObject, isLatest: Bool) -> BlobStorageError {
  var error = BlobStorageError(
    isLatest ? .latestIsDeleteMarker : .versionIsDeleteMarker,
    "the version \(object.version) of \(object.key) is a delete marker")
  error.marker = FoundMarker(version: object.version, modified: object.modified)
  return error
}
