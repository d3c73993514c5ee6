package import StorageModel

/// A change to a version that was looked at before: it happens only if the version is still what was seen.
package struct VersionChange: Sendable {
  package enum Action: Hashable, Sendable {
    /// The latest version expires: it goes where there is no versioning, and gets a delete marker in front of it
    /// elsewhere. Only while it is the latest.
    case expire
    /// A version that is not the latest goes for good.
    case removeNoncurrent
    /// A delete marker goes, while the key has no other version.
    case removeLoneMarker
    case setStorageClass(String)
  }

  package var seen: StoredObject
  package var action: Action

  package init(_ action: Action, of seen: StoredObject) {
    self.action = action
    self.seen = seen
  }
}

/// What became of a ``VersionChange``.
package enum VersionChangeOutcome: Hashable, Sendable {
  case done
  /// The version went away, or it or what it depends on changed since it was seen.
  case outdated
  /// A retention or a legal hold forbids it.
  case locked
}

extension BlobStore {
  /// Carries changes out in one transaction, in their order. Throws `.noSuchBucket`.
  package func change(
    _ name: BucketName, _ changes: [VersionChange]
  ) throws(BlobStorageError) -> [VersionChangeOutcome] {
    try writer.commit { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(name, transaction.database)
      var outcomes: [VersionChangeOutcome] = []
      for change in changes { outcomes.append(try transaction.carryOut(change, in: bucket, now: now())) }
      return outcomes
    }
  }
}

extension MetadataTransaction {
  fileprivate func carryOut(
    _ change: VersionChange, in bucket: BucketRecord, now: Timestamp
  ) throws(BlobStorageError) -> VersionChangeOutcome {
    let key = change.seen.key
    guard let latest = try latestVersion(bucket, key, database) else { return .outdated }
    let isLatest = latest.sequence == change.seen.sequence
    let current =
      isLatest ? latest : try findVersion(bucket, key, change.seen.version, database)
    guard let current, current.isSame(as: change.seen) else { return .outdated }
    switch change.action {
    case .expire:
      guard isLatest, !current.isDeleteMarker else { return .outdated }
      guard bucket.versioning != nil else {
        try remove(current, from: bucket.id)
        return .done
      }
      let marker = StoredObject(marker: key, sequence: try nextSequence(), modified: now)
      _ = try place(marker, in: bucket, over: latest)
    case .removeNoncurrent:
      guard !isLatest else { return .outdated }
      do throws(BlobStorageError) {
        try current.checkDeletable(now: now, bypassesGovernance: false)
      } catch {
        return .locked
      }
      try remove(current, from: bucket.id)
    case .removeLoneMarker:
      guard isLatest, current.isDeleteMarker, try versionCount(key, in: bucket.id, limit: 2) == 1 else {
        return .outdated
      }
      try remove(current, from: bucket.id)
    case .setStorageClass(let name):
      let query = try query("UPDATE object SET class = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(name == "STANDARD" ? nil as String? : name, at: 1).bind(bucket.id, at: 2).bind(key.bytes, at: 3)
      try query.bind(current.sequence, at: 4).run()
    }
    return .done
  }

  private func versionCount(_ key: ObjectKey, in bucket: Int64, limit: Int64) throws(BlobStorageError) -> Int64 {
    let query = try query(
      "SELECT count(*) FROM (SELECT 1 FROM object WHERE bucket = ? AND key = ? LIMIT ?)")
    query.bind(bucket, at: 1).bind(key.bytes, at: 2).bind(limit, at: 3)
    guard try query.step() else { return 0 }
    defer { query.reset() }
    return query.integer(0)
  }
}

extension StoredObject {
  /// True when nothing changed that a decision about the version depends on.
  fileprivate func isSame(as seen: StoredObject) -> Bool {
    sequence == seen.sequence && storageClass == seen.storageClass && tags.encoded == seen.tags.encoded
  }
}
