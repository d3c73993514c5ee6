internal import StorageModel

/// Source, target and row of one path, both sides being files, links or objects: the proofs that ``ChangeRules`` draws
/// on.
struct PathPair {
  let source: Entry
  let target: Entry
  let row: StateRecord?
  private let direction: SyncDirection
  private let isRootProven: Bool

  init(_ source: Entry, _ target: Entry, _ row: StateRecord?, rules: ChangeRules) {
    self.source = source
    self.target = target
    self.row = row
    direction = rules.direction
    isRootProven = rules.isRootProven
  }

  /// A link against a listed object agrees: a listing does not tell a link's object from a file's.
  var kindsAgree: Bool {
    if source.kind == .directory || target.kind == .directory { return source.kind == target.kind }
    switch direction {
    case .localToBucket, .bucketToBucket: return true
    case .bucketToLocal: return target.kind == .file || target.kind == .symlink
    }
  }

  private var isLink: Bool { source.kind == .symlink || target.kind == .symlink }
  private var sizesDiffer: Bool { !isLink && source.sizeBytes != target.sizeBytes }
  private var remote: Entry { direction == .bucketToLocal ? source : target }

  /// Whether the local file is the one of the row. False without a row, without a fingerprint, or in doubt.
  var localMatches: Bool {
    let local = direction == .bucketToLocal ? target.fingerprint : source.fingerprint
    guard let row, !row.isUnsure, let recorded = row.file, let local else { return false }
    return Self.isSame(recorded, local, isRootProven)
  }

  /// Whether two fingerprints are of one file that was not written in between.
  static func isSame(_ recorded: FileFingerprint, _ seen: FileFingerprint, _ isRootProven: Bool) -> Bool {
    recorded.inode == seen.inode && recorded.sizeBytes == seen.sizeBytes && recorded.modified == seen.modified
      && recorded.changed == seen.changed && (isRootProven || recorded.device == seen.device)
  }

  /// Whether the bucket's side of a local pair, or the target of a bucket pair, is the one of the row.
  var remoteMatches: Bool { matches(row?.object, direction == .bucketToBucket ? target : remote) }

  private var sourceObjectMatches: Bool { matches(row?.sourceObject, source) }

  private func matches(_ record: ObjectRecord?, _ entry: Entry) -> Bool {
    guard let record, let facts = entry.object else { return false }
    return record.matches(facts, sizeBytes: objectSize(entry))
  }

  /// An entry for a link has size 0, whatever its object's length.
  private func objectSize(_ entry: Entry) -> Int64 {
    isLink ? row?.object?.sizeBytes ?? entry.sizeBytes : entry.sizeBytes
  }

  func decideBySize() -> Decision {
    if isLink { return localMatches && remoteMatches ? .unchanged : .compareContent(.head) }
    return sizesDiffer ? .transfer(.sizeDiffers) : .unchanged
  }

  /// The table of ``ChangeRules``; `readsAlways` takes the file's stamps for changed.
  func decideLocal(readsAlways: Bool) -> Decision {
    if sizesDiffer { return .transfer(.sizeDiffers) }
    let fileIsSame = !readsAlways && localMatches
    if remoteMatches {
      if fileIsSame { return .unchanged }
      if !isLink, let digest = row?.contentDigest {
        return .compareContent(.digest(digest, partBytes: row?.digestPartBytes))
      }
      return comparison(partSizeBytes: row?.object?.partSizeBytes)
    }
    if fileIsSame, let old = row?.object?.etag, let new = remote.object?.etag, old.isMD5Shaped, new.isMD5Shaped {
      return .transfer(direction == .bucketToLocal ? .sourceChanged : .targetChanged)
    }
    return comparison(partSizeBytes: nil)
  }

  private func comparison(partSizeBytes: Int64?) -> Decision {
    guard !isLink else { return .compareContent(.head) }
    guard let etag = remote.object?.etag else { return .transfer(.unknown) }
    guard etag.isMD5Shaped || etag.partCount != nil else { return .compareContent(.head) }
    return .compareContent(.etag(etag, partSizeBytes: etag.isMD5Shaped ? nil : partSizeBytes))
  }

  func decideBetweenBuckets() -> Decision {
    if sizesDiffer { return .transfer(.sizeDiffers) }
    if sourceObjectMatches && remoteMatches { return .unchanged }
    guard let from = source.object?.etag, let to = target.object?.etag else { return .transfer(.unknown) }
    if from == to { return from.isMD5Shaped || from.partCount != nil ? .unchanged : .compareContent(.headBoth) }
    guard from.isMD5Shaped && to.isMD5Shaped else { return .compareContent(.headBoth) }
    if row?.sourceObject != nil && !sourceObjectMatches { return .transfer(.sourceChanged) }
    if row?.object != nil && !remoteMatches { return .transfer(.targetChanged) }
    return .transfer(.contentDiffers)
  }
}
