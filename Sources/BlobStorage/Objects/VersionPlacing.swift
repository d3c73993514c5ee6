internal import StorageModel

/// How a new version takes its place, by the versioning of the bucket: without any it replaces what is there; enabled
/// it is put on top; suspended it replaces the null version, wherever that lies.
extension MetadataTransaction {
  /// Puts `object` on top of its key. `latest` is what lies there now. What the new version is made of must have its
  /// links already: what is replaced here may be their only other user.
  func place(
    _ object: StoredObject, in bucket: BucketRecord, over latest: StoredObject?
  ) throws(BlobStorageError) -> StoredObject {
    var object = object
    object.isVersioned = bucket.versioning != nil
    object.isBuried = false
    object.version = bucket.versioning == .enabled ? VersionID(newFor: object.sequence) : .null
    if let latest { try makeRoom(for: object, in: bucket, over: latest) }
    try insert(object, into: bucket.id)
    return object
  }

  private func makeRoom(
    for object: StoredObject, in bucket: BucketRecord, over latest: StoredObject
  ) throws(BlobStorageError) {
    switch bucket.versioning {
    case nil: try remove(latest, from: bucket.id)
    case .suspended:
      if latest.version.isNull {
        try remove(latest, from: bucket.id)
      } else if let old = try buriedVersion(bucket, object.key, database) {
        try remove(old, from: bucket.id)
      }
    case .enabled:
      guard latest.version.isNull, !latest.isBuried else { return }
      let query = try query("UPDATE object SET buried = 1 WHERE bucket = ? AND key = ? AND sequence = ?")
      try query.bind(bucket.id, at: 1).bind(latest.key.bytes, at: 2).bind(latest.sequence, at: 3).run()
    }
  }
}

extension BucketRecord {
  /// The retention of a version written at `now` that asks for `wanted`. Throws `.noObjectLock`.
  func retention(_ write: ObjectWrite, now: Timestamp) throws(BlobStorageError) -> ObjectRetention? {
    guard let objectLock else {
      guard write.retention == nil, write.legalHold == nil else {
        throw BlobStorageError(.noObjectLock, "the bucket \(name) has no object lock")
      }
      return nil
    }
    return write.retention ?? objectLock.defaultRetention?.retention(from: now)
  }
}
