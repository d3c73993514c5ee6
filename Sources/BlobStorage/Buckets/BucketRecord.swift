package import StorageModel

/// Whether writes to a bucket keep what they replace. A bucket that never did has none.
package enum BucketVersioning: Int64, Sendable {
  case enabled = 1
  /// Writes replace the null version, other versions stay.
  case suspended = 2
}

/// A bucket of the store.
package struct BucketRecord: Sendable {
  package var name: BucketName
  package var created: Timestamp
  package var region: String
  /// nil for a bucket that never had versioning.
  package var versioning: BucketVersioning?
  /// nil without object lock.
  package var objectLock: ObjectLockSettings?
  let id: Int64
}

private let bucketColumns =
  "id, name, created, region, versioning, lock, lock_mode, lock_period, lock_unit FROM bucket"

private let findBucketSQL = "SELECT \(bucketColumns) WHERE name = ?"
private let listBucketsSQL = "SELECT \(bucketColumns) ORDER BY name"

/// Throws `.noSuchBucket`.
func requireBucket(_ name: BucketName, _ database: Connection) throws(BlobStorageError) -> BucketRecord {
  guard let found = try findBucket(name, database) else {
    throw BlobStorageError(.noSuchBucket, "the bucket \(name) does not exist")
  }
  return found
}

/// nil when there is none.
func findBucket(_ name: BucketName, _ database: Connection) throws(BlobStorageError) -> BucketRecord? {
  let query = try Query(database, findBucketSQL).bind(name.text, at: 1)
  guard try query.step() else { return nil }
  defer { query.reset() }
  return bucketRecord(query, name)
}

/// In order of name.
func allBuckets(_ database: Connection) throws(BlobStorageError) -> [BucketRecord] {
  let query = try Query(database, listBucketsSQL)
  var buckets: [BucketRecord] = []
  while try query.step() {
    if let name = BucketName(query.text(1)) { buckets.append(bucketRecord(query, name)) }
  }
  return buckets
}

private func bucketRecord(_ query: Query, _ name: BucketName) -> BucketRecord {
  BucketRecord(
    name: name, created: Timestamp(nanoseconds: query.integer(2)), region: query.text(3),
    versioning: BucketVersioning(rawValue: query.integer(4)),
    objectLock: query.integer(5) == 0 ? nil : ObjectLockSettings(defaultRetention: storedDefault(query)),
    id: query.integer(0))
}

private func storedDefault(_ query: Query) -> ObjectLockSettings.DefaultRetention? {
  guard let mode = query.optionalText(6).flatMap({ ObjectRetention.Mode(rawValue: $0) }) else { return nil }
  let count = query.integer(7)
  return ObjectLockSettings.DefaultRetention(mode: mode, period: query.integer(8) == 1 ? .years(count) : .days(count))
}
