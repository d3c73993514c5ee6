package import StorageModel

/// What can be changed of a version without writing it anew. Each returns the version it changed, nil in a bucket that
/// never had versioning; each throws `.noSuchBucket`, `.noSuchKey`, `.noSuchVersion` and the errors about delete
/// markers.
extension BlobStore {
  /// Replaces the tags of a version, or of the latest.
  package func setTags(
    _ tags: ObjectAttributes, of key: ObjectKey, version: VersionID?, in bucket: BucketName
  ) throws(BlobStorageError) -> VersionID? {
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucket, transaction.database)
      let object = try requireVersion(bucket, key, version, transaction.database)
      let query = try transaction.query("UPDATE object SET tags = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(tags.encodedUnlessEmpty, at: 1).bind(bucket.id, at: 2).bind(key.bytes, at: 3)
      try query.bind(object.sequence, at: 4).run()
      return object.shownVersion
    }
  }

  /// Sets a field of the attributes of a version, or (nil) takes it away. Last-Modified stays.
  package func setAttribute(
    _ name: String, to value: String?, of key: ObjectKey, version: VersionID?, in bucket: BucketName
  ) throws(BlobStorageError) -> VersionID? {
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucket, transaction.database)
      let object = try requireVersion(bucket, key, version, transaction.database)
      var attributes = object.attributes
      attributes.fields.removeAll { $0.name == name }
      if let value { attributes.fields.append((name, value)) }
      let query = try transaction.query(
        "UPDATE object SET attributes = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(attributes.encoded, at: 1).bind(bucket.id, at: 2).bind(key.bytes, at: 3)
      try query.bind(object.sequence, at: 4).run()
      return object.shownVersion
    }
  }

  /// Replaces the retention of a version; nil takes it away. Throws `.noObjectLock` for a bucket without object lock,
  /// `.objectLocked` for a change that would weaken a lock.
  package func setRetention(
    _ retention: ObjectRetention?, of key: ObjectKey, version: VersionID?, in bucket: BucketName,
    bypassesGovernance: Bool
  ) throws(BlobStorageError) -> VersionID? {
    try writer.commit { [now] transaction throws(BlobStorageError) in
      let (bucket, object) = try lockable(bucket, key, version, transaction.database)
      try object.checkRetention(retention, now: now(), bypassesGovernance: bypassesGovernance)
      let query = try transaction.query(
        "UPDATE object SET mode = ?, until = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(retention?.mode.rawValue, at: 1).bind(retention?.until.nanoseconds, at: 2)
      try query.bind(bucket.id, at: 3).bind(key.bytes, at: 4).bind(object.sequence, at: 5).run()
      return object.shownVersion
    }
  }

  /// Sets or lifts the legal hold of a version. Throws `.noObjectLock` for a bucket without object lock.
  package func setLegalHold(
    _ isHeld: Bool, of key: ObjectKey, version: VersionID?, in bucket: BucketName
  ) throws(BlobStorageError) -> VersionID? {
    try writer.commit { transaction throws(BlobStorageError) in
      let (bucket, object) = try lockable(bucket, key, version, transaction.database)
      let query = try transaction.query("UPDATE object SET hold = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(isHeld ? 1 : 0, at: 1).bind(bucket.id, at: 2).bind(key.bytes, at: 3)
      try query.bind(object.sequence, at: 4).run()
      return object.shownVersion
    }
  }
}

private func lockable(
  _ name: BucketName, _ key: ObjectKey, _ version: VersionID?, _ database: Connection
) throws(BlobStorageError) -> (BucketRecord, StoredObject) {
  let bucket = try requireBucket(name, database)
  guard bucket.objectLock != nil else { throw BlobStorageError(.noObjectLock, "the bucket \(name) has no object lock") }
  return (bucket, try requireVersion(bucket, key, version, database))
}
