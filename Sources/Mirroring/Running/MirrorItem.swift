internal import LocalFiles
internal import ObjectStores
internal import Planning
internal import StorageModel

/// One thing to do at the target, decided for good.
struct MirrorItem: Sendable {
  enum Work: Sendable {
    /// The source's content becomes the target's.
    case transfer
    /// The times and attributes of the target become the source's.
    case metadata
    case makeDirectory
  }

  var work: Work
  var path: PathBytes
  var source: Entry
  var target: Entry?
  var row: StateRecord?
  var step: MirrorStep
  /// What has to stand at the target when a planned item is applied; a run of its own replaces what it listed.
  var condition: TargetCondition = .any

  /// The item as a line of a plan.
  var planned: PlanItem {
    let action: PlanItem.Action =
      switch step.action {
      case .upload: .upload
      case .download: .download
      case .copy: .copy
      case .relay: .streamCopy
      case .metadata: .updateMetadata
      case .makeDirectory: .makeDirectory
      case .delete: .delete
      }
    return PlanItem(
      action, path: path, sizeBytes: step.sizeBytes, reason: TransferReason(rawValue: step.reason),
      source: PlanItem.condition(ofSource: source), target: PlanItem.condition(ofTarget: target))
  }
}

extension TargetCondition {
  /// For a store.
  var writeCondition: WriteCondition {
    switch self {
    case .any, .file: .always
    case .absent: .onlyIfAbsent
    case .object(let etag): .onlyIfMatches(etag)
    }
  }

  /// For a file of this machine.
  var replacement: AtomicFile.Replacement {
    switch self {
    case .any, .object: .anything
    case .absent: .nothing
    case .file(let fingerprint): .only(fingerprint)
    }
  }
}

/// What became of a ``Difference``.
enum Resolution: Sendable {
  case item(MirrorItem)
  /// Equal; a row that should be written says so more cheaply next time.
  case unchanged(StateRecord?)
  /// Only at the target.
  case deletionCandidate(Entry)
  case forgetRow
  case skip(SkipReason)
  /// Nothing can be said of it, because the source could not be read.
  case unreadable(any Error)
}
