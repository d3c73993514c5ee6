package import StorageModel

/// A bucket of the store.
package struct BucketRecord: Sendable {
  package var name: BucketName
  package var created: Timestamp
  package var region: String
  let id: Int64
}

extension BlobStore {
  /// False when the bucket was there already; it keeps its content and its age.
  package func createBucket(_ name: BucketName, region: String) throws(BlobStorageError) -> Bool {
    let created = now().nanoseconds
    return try writer.commit { transaction throws(BlobStorageError) in
      if try findBucket(name, transaction.database) != nil { return false }
      let query = try transaction.query("INSERT INTO bucket (id, name, created, region) VALUES (?, ?, ?, ?)")
      query.bind(try transaction.nextSequence(), at: 1).bind(name.text, at: 2)
      try query.bind(created, at: 3).bind(region, at: 4).run()
      return true
    }
  }

  /// Throws `.noSuchBucket`.
  package func bucket(_ name: BucketName) throws(BlobStorageError) -> BucketRecord {
    try read { database throws(BlobStorageError) in try requireBucket(name, database) }
  }

  /// In order of name.
  package func buckets() throws(BlobStorageError) -> [BucketRecord] {
    try read { database throws(BlobStorageError) in
      let query = try Query(database, "SELECT id, name, created, region FROM bucket ORDER BY name")
      var buckets: [BucketRecord] = []
      while try query.step() { if let bucket = bucketRecord(query) { buckets.append(bucket) } }
      return buckets
    }
  }

  /// Throws `.noSuchBucket`, and `.bucketNotEmpty` while an object is in it. Open uploads are aborted with it, as in
  /// S3.
  package func deleteBucket(_ name: BucketName) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let id = try requireBucket(name, transaction.database).id
      let objects = try transaction.query("SELECT 1 FROM object WHERE bucket = ? LIMIT 1").bind(id, at: 1)
      let uploads = try transaction.query("SELECT content FROM upload WHERE bucket = ?").bind(id, at: 1)
      if try objects.step() {
        objects.reset()
        throw BlobStorageError(.bucketNotEmpty, "the bucket still has objects")
      }
      var contents: [Int64] = []
      while try uploads.step() { contents.append(uploads.integer(0)) }
      for content in contents { try transaction.unlinkContent(content) }
      try transaction.query("DELETE FROM upload WHERE bucket = ?").bind(id, at: 1).run()
      try transaction.query("DELETE FROM document WHERE scope = ?").bind(id, at: 1).run()
      try transaction.query("DELETE FROM bucket WHERE id = ?").bind(id, at: 1).run()
    }
  }
}

/// Throws `.noSuchBucket`.
func requireBucket(_ name: BucketName, _ database: Connection) throws(BlobStorageError) -> BucketRecord {
  guard let found = try findBucket(name, database) else {
    throw BlobStorageError(.noSuchBucket, "the bucket \(name) does not exist")
  }
  return found
}

/// nil when there is none.
func findBucket(_ name: BucketName, _ database: Connection) throws(BlobStorageError) -> BucketRecord? {
  let query = try Query(database, "SELECT id, name, created, region FROM bucket WHERE name = ?").bind(name.text, at: 1)
  guard try query.step() else { return nil }
  defer { query.reset() }
  return bucketRecord(query)
}

private func bucketRecord(_ query: Query) -> BucketRecord? {
  guard let name = BucketName(query.text(1)) else { return nil }
  return BucketRecord(
    name: name, created: Timestamp(nanoseconds: query.integer(2)), region: query.text(3), id: query.integer(0))
}
