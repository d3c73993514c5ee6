package import StorageModel

/// What to delete, and when.
package struct ObjectDeletion: Sendable {
  package var key: ObjectKey
  /// nil for the object: where there is versioning a delete marker takes its place. Otherwise this version goes for
  /// good.
  package var version: VersionID?
  package var precondition: DeletePrecondition
  /// True for a caller who may delete what governance retains, and says so.
  package var bypassesGovernance: Bool

  package init(
    _ key: ObjectKey, version: VersionID? = nil, precondition: DeletePrecondition = .none,
    bypassesGovernance: Bool = false
  ) {
    self.key = key
    self.version = version
    self.precondition = precondition
    self.bypassesGovernance = bypassesGovernance
  }
}

/// What became of it.
package struct DeletedObject: Sendable {
  /// True when a delete marker was made, or the version that went was one.
  package var isDeleteMarker = false
  /// Of the delete marker made, or the version that was asked for; nil in a bucket that never had versioning, unless
  /// one was asked for.
  package var version: VersionID?
}

extension BlobStore {
  /// Deletes an object or a version; one that is not there is fine. Throws `.noSuchBucket`, `.objectLocked` for a
  /// version that is retained or held, and what the precondition refuses.
  package func deleteObject(
    _ bucket: BucketName, _ deletion: ObjectDeletion
  ) throws(BlobStorageError) -> DeletedObject {
    try make(deleting(bucket, deletion))
  }

  /// See ``deleteObject(_:_:)``.
  package func deleting(_ bucket: BucketName, _ deletion: ObjectDeletion) -> StoreChange<DeletedObject> {
    StoreChange { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucket, transaction.database)
      return try transaction.delete(deletion, from: bucket, now: now())
    }
  }

  /// Deletes many in one transaction; the outcome of each, in their order.
  package func deleteObjects(
    _ bucket: BucketName, _ deletions: [ObjectDeletion]
  ) throws(BlobStorageError) -> [Result<DeletedObject, BlobStorageError>] {
    try writer.commit { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucket, transaction.database)
      var outcomes: [Result<DeletedObject, BlobStorageError>] = []
      for deletion in deletions {
        do throws(BlobStorageError) {
          outcomes.append(.success(try transaction.delete(deletion, from: bucket, now: now())))
        } catch  where error.isRefusal {
          outcomes.append(.failure(error))
        }
      }
      return outcomes
    }
  }
}

extension MetadataTransaction {
  fileprivate func delete(
    _ deletion: ObjectDeletion, from bucket: BucketRecord, now: Timestamp
  ) throws(BlobStorageError) -> DeletedObject {
    guard let version = deletion.version else { return try deleteCurrent(deletion, from: bucket, now: now) }
    guard let found = try findVersion(bucket, deletion.key, version, database) else {
      return DeletedObject(version: version)
    }
    try deletion.precondition.check(against: found)
    try found.checkDeletable(now: now, bypassesGovernance: deletion.bypassesGovernance)
    try remove(found, from: bucket.id)
    return DeletedObject(isDeleteMarker: found.isDeleteMarker, version: version)
  }

  private func deleteCurrent(
    _ deletion: ObjectDeletion, from bucket: BucketRecord, now: Timestamp
  ) throws(BlobStorageError) -> DeletedObject {
    let latest = try latestVersion(bucket, deletion.key, database)
    try deletion.precondition.check(against: latest)
    guard bucket.versioning != nil else {
      if let latest { try remove(latest, from: bucket.id) }
      return DeletedObject()
    }
    // A condition speaks of something: where there is nothing, no marker is to be made.
    guard latest != nil || deletion.precondition.isNone else { return DeletedObject() }
    let marker = StoredObject(marker: deletion.key, sequence: try nextSequence(), modified: now)
    let placed = try place(marker, in: bucket, over: latest)
    return DeletedObject(isDeleteMarker: true, version: placed.version)
  }
}
