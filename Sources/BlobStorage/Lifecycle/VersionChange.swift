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
    /// The version changes its class, and its body the folder, where they have different ones: see ``BodyMove``.
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
  /// The body could not be moved, for the reason given: the version is as it was.
  case failed(String)
}

extension BlobStore {
  /// Carries changes out, in their order and in one transaction for as many as move no more than 64 MiB. `goesOn` is
  /// asked while bodies are moved: once it says no, the rest counts as outdated. Throws `.noSuchBucket`.
  package func change(
    _ name: BucketName, _ changes: [VersionChange], goesOn: () -> Bool = { true }
  ) throws(BlobStorageError) -> [VersionChangeOutcome] {
    var outcomes: [VersionChangeOutcome] = []
    var group: [PreparedChange] = []
    var groupBytes: Int64 = 0
    for change in changes {
      let prepared: PreparedChange
      do throws(BlobStorageError) {
        prepared = try prepare(change, goesOn: goesOn)
      } catch {
        discardMoves(of: group)
        throw error
      }
      group.append(prepared)
      groupBytes += prepared.move?.bytes ?? 0
      guard groupBytes >= Self.moveGroupBytes else { continue }
      outcomes += try carryOut(group, in: name)
      (group, groupBytes) = ([], 0)
    }
    return try outcomes + (group.isEmpty ? [] : carryOut(group, in: name))
  }

  /// How much is moved before it is committed: bounds what a crash makes vain.
  private static let moveGroupBytes: Int64 = 64 << 20

  /// Copies the body where that is to be done. Throws only what ends everything.
  private func prepare(
    _ change: VersionChange, goesOn: () -> Bool
  ) throws(BlobStorageError) -> PreparedChange {
    guard case .setStorageClass(let name) = change.action else { return PreparedChange(change: change) }
    do throws(BlobStorageError) {
      return PreparedChange(change: change, move: try copyBody(of: change.seen, to: name, goesOn: goesOn))
    } catch {
      switch error.code {
      case .replaced: return PreparedChange(change: change, verdict: .outdated)
      case .stopped: throw error
      default: return PreparedChange(change: change, verdict: .failed(error.message))
      }
    }
  }

  private func carryOut(
    _ group: [PreparedChange], in name: BucketName
  ) throws(BlobStorageError) -> [VersionChangeOutcome] {
    do throws(BlobStorageError) {
      let outcomes = try writer.commit { [now] transaction throws(BlobStorageError) in
        let bucket = try requireBucket(name, transaction.database)
        var outcomes: [VersionChangeOutcome] = []
        for prepared in group { outcomes.append(try transaction.carryOut(prepared, in: bucket, now: now())) }
        return outcomes
      }
      discardMoves(of: zip(group, outcomes).filter { $0.1 != .done }.map(\.0))
      return outcomes
    } catch {
      // After a failed commit the rows may be there all the same: then the next start decides.
      if error.leavesNothing { discardMoves(of: group) }
      throw error
    }
  }

  private func discardMoves(of group: [PreparedChange]) {
    for prepared in group {
      if let move = prepared.move { discard(move) }
    }
  }
}

/// A change with what was done for it before its transaction.
private struct PreparedChange: Sendable {
  var change: VersionChange
  var move: BodyMove?
  /// Set where it is settled already.
  var verdict: VersionChangeOutcome?
}

extension MetadataTransaction {
  fileprivate func carryOut(
    _ prepared: PreparedChange, in bucket: BucketRecord, now: Timestamp
  ) throws(BlobStorageError) -> VersionChangeOutcome {
    if let verdict = prepared.verdict { return verdict }
    let change = prepared.change
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
      var body = (blob: current.blob, content: current.content)
      if let move = prepared.move { body = try take(move, for: current) }
      let query = try query(
        "UPDATE object SET class = ?, blob = ?, content = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      query.bind(name == "STANDARD" ? nil as String? : name, at: 1).bind(body.blob, at: 2).bind(body.content, at: 3)
      try query.bind(bucket.id, at: 4).bind(key.bytes, at: 5).bind(current.sequence, at: 6).run()
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
      && blob == seen.blob && content == seen.content
  }
}
