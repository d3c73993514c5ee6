internal import LocalFiles
internal import Planning
internal import StorageModel
internal import Transfers

/// Turns a decision that still depends on contents into what is to be done. Reads files and asks the store; changes
/// nothing.
struct DifferenceResolver: Sendable {
  let rules: ChangeRules
  let comparer: ContentComparer
  let now: @Sendable () -> Timestamp
  /// Action of a transfer in this direction.
  let transferAction: MirrorAction

  func resolve(_ difference: Difference) async throws -> Resolution {
    switch difference.decision {
    case .unchanged: return .unchanged(nil)
    case .transfer(let reason): return item(difference, .transfer, reason.rawValue)
    case .compareContent(let how): return try await compare(difference, how)
    case .updateMetadata: return item(difference, .metadata, "times or attributes differ")
    case .makeDirectory: return item(difference, .makeDirectory, "new")
    case .delete: return difference.target.map { .deletionCandidate($0) } ?? .unchanged(nil)
    case .forgetRow: return .forgetRow
    case .skip(let reason): return .skip(reason)
    }
  }

  private func compare(_ difference: Difference, _ how: ContentComparison) async throws -> Resolution {
    guard let source = difference.source else { return .unchanged(nil) }
    let readAt = now()
    let verdict: ContentComparer.Verdict
    do {
      verdict = try await comparer.compare(difference, how)
    } catch let error as LocalError {
      return .unreadable(error)
    } catch TransferError.source(let error) {
      return .unreadable(error)
    }
    if case .headTarget = how {
      var again = difference
      again.target = verdict.target
      again.decision = rules.decide(source: source, target: verdict.target, row: difference.row)
      if case .compareContent(.headTarget) = again.decision { again.decision = .transfer(.new) }
      return try await resolve(again)
    }
    let decision = rules.afterComparison(
      isEqual: verdict.isEqual, source: source, target: difference.target, row: difference.row)
    if case .unchanged = decision { return .unchanged(row(difference, verdict, readAt: readAt)) }
    var next = difference
    next.decision = decision
    return try await resolve(next)
  }

  /// What is known now that the contents were found equal.
  private func row(_ difference: Difference, _ verdict: ContentComparer.Verdict, readAt: Timestamp) -> StateRecord? {
    var record = StateRecord(path: difference.path)
    record.file = difference.source?.fingerprint ?? difference.target?.fingerprint
    if let file = record.file { record.isUnsure = StateRecord.isUnsure(file, readAt: readAt) }
    record.contentDigest = verdict.digest ?? difference.row?.contentDigest
    record.digestPartBytes = verdict.digest == nil ? difference.row?.digestPartBytes : verdict.digestPartBytes
    let targetObject = difference.target.flatMap(objectRecord)
    let sourceObject = difference.source.flatMap(objectRecord)
    switch rules.direction {
    case .localToBucket: record.object = targetObject ?? difference.row?.object
    case .bucketToLocal: record.object = sourceObject
    case .bucketToBucket:
      record.object = targetObject
      record.sourceObject = sourceObject
    }
    guard record.object != nil else { return nil }
    if let partSize = verdict.partSizeBytes { record.object?.partSizeBytes = partSize }
    return record
  }

  private func objectRecord(_ entry: Entry) -> ObjectRecord? {
    entry.object.map {
      ObjectRecord(
        etag: $0.etag, sizeBytes: entry.sizeBytes, lastModified: entry.modified, versionID: $0.versionID)
    }
  }

  private func item(_ difference: Difference, _ work: MirrorItem.Work, _ reason: String) -> Resolution {
    guard let source = difference.source else { return .unchanged(nil) }
    let action: MirrorAction =
      switch work {
      case .transfer: transferAction
      case .metadata: .metadata
      case .makeDirectory: .makeDirectory
      }
    var step = MirrorStep(
      action: action, path: difference.path, sizeBytes: work == .transfer ? source.sizeBytes : 0, reason: reason)
    step.storageClass = source.object?.storageClass
    if work == .transfer { step.freedBytes = difference.target?.sizeBytes ?? 0 }
    return .item(
      MirrorItem(
        work: work, path: difference.path, source: source, target: difference.target, row: difference.row, step: step))
  }
}
