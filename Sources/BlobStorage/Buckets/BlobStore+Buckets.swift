package import StorageModel

extension BlobStore {
  /// False when the bucket was there already; it keeps its content, its age and its settings. Object lock brings
  /// versioning with it. `documents` are the bucket's from its first moment on.
  package func createBucket(
    _ name: BucketName, region: String, objectLock: Bool = false,
    documents: [(kind: String, bytes: [UInt8])] = []
  ) throws(BlobStorageError) -> Bool {
    let created = now().nanoseconds
    return try writer.commit { transaction throws(BlobStorageError) in
      if try findBucket(name, transaction.database) != nil { return false }
      let query = try transaction.query(
        "INSERT INTO bucket (id, name, created, region, versioning, lock) VALUES (?, ?, ?, ?, ?, ?)")
      let id = try transaction.nextSequence()
      query.bind(id, at: 1).bind(name.text, at: 2).bind(created, at: 3)
      try query.bind(region, at: 4).bind(objectLock ? 1 : 0, at: 5).bind(objectLock ? 1 : 0, at: 6).run()
      for document in documents {
        let query = try transaction.query("INSERT INTO document (scope, kind, name, value) VALUES (?, ?, '', ?)")
        try query.bind(id, at: 1).bind(document.kind, at: 2).bind(document.bytes, at: 3).run()
      }
      return true
    }
  }

  /// Throws `.noSuchBucket`.
  package func bucket(_ name: BucketName) throws(BlobStorageError) -> BucketRecord {
    try read { database throws(BlobStorageError) in try requireBucket(name, database) }
  }

  /// In order of name.
  package func buckets() throws(BlobStorageError) -> [BucketRecord] {
    try read { database throws(BlobStorageError) in try allBuckets(database) }
  }

  /// How many versions of objects are in a bucket, and their bytes. Reads every row. Throws `.noSuchBucket`.
  package func usage(_ name: BucketName) throws(BlobStorageError) -> (objects: Int64, bytes: Int64) {
    try readSnapshot { database throws(BlobStorageError) in
      let bucket = try requireBucket(name, database)
      let query = try Query(
        database, "SELECT count(*), coalesce(sum(size), 0) FROM object WHERE bucket = ? AND marker = 0")
      query.bind(bucket.id, at: 1)
      guard try query.step() else { return (0, 0) }
      defer { query.reset() }
      return (query.integer(0), query.integer(1))
    }
  }

  /// Throws `.noSuchBucket`, and `.bucketNotEmpty` while a version of an object or a delete marker is in it. Open
  /// uploads are aborted with it, as in S3.
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

  /// Takes effect for every write after it. Throws `.noSuchBucket`, and `.invalidBucketState` for suspending a bucket
  /// with object lock.
  package func setVersioning(_ name: BucketName, _ versioning: BucketVersioning) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(name, transaction.database)
      guard versioning == .enabled || bucket.objectLock == nil else {
        throw BlobStorageError(.invalidBucketState, "the bucket has object lock: its versioning cannot be suspended")
      }
      let query = try transaction.query("UPDATE bucket SET versioning = ? WHERE id = ?")
      try query.bind(versioning.rawValue, at: 1).bind(bucket.id, at: 2).run()
    }
  }

  /// Gives a bucket object lock, or its lock another default. Versions that exist stay as they are. Throws
  /// `.noSuchBucket`, and `.invalidBucketState` for a bucket whose versioning is not enabled.
  package func setObjectLock(_ name: BucketName, _ settings: ObjectLockSettings) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(name, transaction.database)
      guard bucket.versioning == .enabled else {
        throw BlobStorageError(.invalidBucketState, "versioning must be enabled for object lock")
      }
      let query = try transaction.query(
        "UPDATE bucket SET lock = 1, lock_mode = ?, lock_period = ?, lock_unit = ? WHERE id = ?")
      query.bind(settings.defaultRetention?.mode.rawValue, at: 1)
      switch settings.defaultRetention?.period {
      case nil: query.bind(nil as Int64?, at: 2).bind(nil as Int64?, at: 3)
      case .days(let count): query.bind(count, at: 2).bind(0, at: 3)
      case .years(let count): query.bind(count, at: 2).bind(1, at: 3)
      }
      try query.bind(bucket.id, at: 4).run()
    }
  }
}
