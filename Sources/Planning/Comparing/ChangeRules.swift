package import StorageModel

/// Which trees a run compares.
package enum SyncDirection: String, Sendable, CaseIterable {
  case localToBucket, bucketToLocal, bucketToBucket
}

/// What counts as equal.
package enum CompareMode: String, Sendable, CaseIterable {
  /// The cheapest proof: state row, size, then content.
  case standard
  /// `--checksum`: local content is read and compared in every case.
  case checksum
  /// `--size-only`: equal size is equal content.
  case sizeOnly
}

/// What may stand in for asking (`--trust`).
package enum Trust: String, Sendable, CaseIterable {
  /// The rows stand in for the listing of a target bucket: no request for what did not change, and no deletes.
  case state
  /// Rows count where the listing still shows the same object.
  case list
  /// Rows are not looked at.
  case none
}

/// Decides, path by path, what makes the target equal to the source. Pure.
///
/// The default table for two files (or objects) of one size; "file" is the local side against the row (size, mtime,
/// ctime, inode; the device only where the root's identity is not proven), "object" the bucket side against the row
/// (ETag, size, version where known):
///
/// | file | object | decision |
/// |---|---|---|
/// | same | same | unchanged, without a request |
/// | differs | same | hash the file, compare with the row's digest; without one, recompute the ETag |
/// | same | other MD5 | transfer |
/// | same | other tag of parts | recompute the ETag |
/// | differs, or no row | differs, or no row | recompute the ETag; HEAD where the tag is no MD5 |
///
/// Sizes that differ mean transfer, except that a row in which both sides are the same cannot have two sizes. Between
/// buckets: both sides as in the row, or equal tags, are equal; two differing MD5 tags mean transfer; else HEAD both.
/// ``skipsNewerTarget``, ``onlyExisting`` and ``ignoresExisting`` only ever turn a change into a skip.
package struct ChangeRules: Sendable {
  package var direction: SyncDirection
  package var mode: CompareMode
  package var trust: Trust
  /// `--rehash`: fingerprints prove nothing, the digest in the row still does.
  package var rehashes = false
  /// `--update`
  package var skipsNewerTarget = false
  /// `--existing`
  package var onlyExisting = false
  /// `--ignore-existing`
  package var ignoresExisting = false
  /// `--delete`: what is only in the target becomes a candidate.
  package var deletes = false
  /// Empty directories are kept: marker objects in a bucket, real ones in a folder.
  package var keepsDirectories = false
  /// `--links`: a symbolic link is copied as a link.
  package var copiesSymlinks = false
  /// Times and attributes are set anew where the contents are equal and the file's stamps differ from the row's.
  package var updatesMetadata = false
  /// The local root is the same directory of the same file system as when the rows were written, so that a device
  /// number that changed over a reboot means nothing.
  package var isRootProven = true

  package init(direction: SyncDirection, mode: CompareMode = .standard, trust: Trust = .list) {
    self.direction = direction
    self.mode = mode
    self.trust = trust
  }

  /// True when the target is not listed in this run: its stream stays empty and the rows stand in for it.
  package var targetIsUnlisted: Bool { trust == .state && direction != .bucketToLocal }

  /// What to do at one path. At least one of the three is there; all have the same path.
  package func decide(source: Entry?, target: Entry?, row: StateRecord?) -> Decision {
    if isPlainlyUnchanged(source, target, row) { return .unchanged }
    let row = trust == .none ? nil : row
    guard let source else { return decideWithoutSource(target: target, row: row) }
    switch source.kind {
    case .fifo, .socket, .characterDevice, .blockDevice: return .skip(.specialFile)
    case .directory: return decideDirectory(target: target)
    case .symlink where !copiesSymlinks: return .skip(.symlink)
    case .file, .symlink: break
    }
    if let target { return decidePair(PathPair(source, target, row, rules: self)) }
    return decideWithoutTarget(source, row: row)
  }

  /// What follows from a ``Decision/compareContent(_:)``. With ``Decision/unchanged`` the executor writes the row anew.
  package func afterComparison(isEqual: Bool, source: Entry, target: Entry?, row: StateRecord?) -> Decision {
    guard isEqual else { return .transfer(.contentDiffers) }
    guard updatesMetadata, direction != .bucketToBucket else { return .unchanged }
    guard let recorded = row?.file, let file = source.fingerprint ?? target?.fingerprint else { return .updateMetadata }
    return recorded.modified == file.modified && recorded.changed == file.changed ? .unchanged : .updateMetadata
  }

  /// The first line of the table, to which nearly every path of a second run comes. Reads single fields only:
  /// unwrapping an entry or a row as a whole would copy it and count its references up and down.
  private func isPlainlyUnchanged(_ source: Entry?, _ target: Entry?, _ row: StateRecord?) -> Bool {
    guard direction == .localToBucket, mode == .standard, trust != .none, !rehashes, source?.kind == .file,
      row?.isUnsure == false, let recorded = row?.file, let seen = source?.fingerprint,
      PathPair.isSame(recorded, seen, isRootProven), row?.object?.sizeBytes == source?.sizeBytes
    else { return false }
    guard let kind = target?.kind else { return targetIsUnlisted }
    guard kind == .file, target?.sizeBytes == source?.sizeBytes, target?.object?.etag == row?.object?.etag else {
      return false
    }
    let versions = (row?.object?.versionID, target?.object?.versionID)
    return versions.0 == nil || versions.1 == nil || versions.0 == versions.1
  }

  private func decideWithoutSource(target: Entry?, row: StateRecord?) -> Decision {
    if target != nil { return deletes ? .delete : .skip(.extraneous) }
    return targetIsUnlisted ? .skip(.notListed) : .forgetRow
  }

  private func decideDirectory(target: Entry?) -> Decision {
    guard keepsDirectories else { return .skip(.directory) }
    guard let target else { return onlyExisting ? .skip(.notExisting) : .makeDirectory }
    return target.kind == .directory ? .unchanged : .skip(.kindDiffers)
  }

  private func decideWithoutTarget(_ source: Entry, row: StateRecord?) -> Decision {
    guard targetIsUnlisted else { return onlyExisting ? .skip(.notExisting) : .transfer(.new) }
    guard let row, let object = row.object else {
      let mustKnow = onlyExisting || ignoresExisting || skipsNewerTarget
      return mustKnow ? .compareContent(.headTarget) : .transfer(.new)
    }
    let remembered = Entry(
      path: source.path, kind: source.kind, sizeBytes: object.sizeBytes,
      modified: object.lastModified ?? Timestamp(nanoseconds: .min),
      object: ObjectFacts(etag: object.etag, versionID: object.versionID))
    return decidePair(PathPair(source, remembered, row, rules: self))
  }

  private func decidePair(_ pair: PathPair) -> Decision {
    guard pair.kindsAgree else { return .skip(.kindDiffers) }
    let decision = mode == .sizeOnly ? pair.decideBySize() : decideByProof(pair)
    switch decision {
    case .transfer, .compareContent:
      if ignoresExisting { return .skip(.existing) }
      if skipsNewerTarget && pair.target.modified > pair.source.modified { return .skip(.targetNewer) }
      return decision
    default: return decision
    }
  }

  private func decideByProof(_ pair: PathPair) -> Decision {
    direction == .bucketToBucket
      ? pair.decideBetweenBuckets() : pair.decideLocal(readsAlways: mode == .checksum || rehashes)
  }
}
