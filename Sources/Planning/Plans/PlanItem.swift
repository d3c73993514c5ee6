package import StorageModel

/// One thing that a run does to the target.
package struct PlanItem: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable, CaseIterable {
    /// File to object.
    case upload
    /// Object to file.
    case download
    /// Object to object inside one endpoint.
    case copy
    /// Object to object through this machine.
    case streamCopy
    /// Object of the target to another key of the target, for a file that was renamed.
    case renameCopy
    case updateMetadata
    case makeDirectory
    case delete
  }

  package var action: Action
  package var path: PathBytes
  /// Bytes that are sent, received or copied; for a delete, what becomes free.
  package var sizeBytes: Int64
  /// Only with a transfer.
  package var reason: TransferReason?
  /// What the source was when the plan was made; it is checked before the action.
  package var source: SourceCondition?
  /// What the target was when the plan was made; it is checked together with the action where the store can.
  package var target: TargetCondition
  /// For ``Action/renameCopy``: the path whose object is copied.
  package var copiedFrom: PathBytes?

  package init(
    _ action: Action, path: PathBytes, sizeBytes: Int64, reason: TransferReason? = nil, source: SourceCondition? = nil,
    target: TargetCondition = .any, copiedFrom: PathBytes? = nil
  ) {
    self.action = action
    self.path = path
    self.sizeBytes = sizeBytes
    self.reason = reason
    self.source = source
    self.target = target
    self.copiedFrom = copiedFrom
  }
}

/// What a source has to be.
package enum SourceCondition: Hashable, Sendable {
  case file(FileFingerprint)
  case object(ETag, versionID: String?)
}

/// What a target has to be.
package enum TargetCondition: Hashable, Sendable {
  /// Not looked at.
  case any
  case absent
  case object(ETag)
  case file(FileFingerprint)
}

extension PlanItem {
  /// What a source entry is, as a condition; nil where the entry does not say.
  package static func condition(ofSource entry: Entry) -> SourceCondition? {
    if let object = entry.object { return .object(object.etag, versionID: object.versionID) }
    return entry.fingerprint.map { .file($0) }
  }

  /// What a target entry is, as a condition; a missing entry has to stay missing.
  package static func condition(ofTarget entry: Entry?) -> TargetCondition {
    guard let entry else { return .absent }
    if let object = entry.object { return .object(object.etag) }
    return entry.fingerprint.map { .file($0) } ?? .any
  }
}

/// One of the pieces into which a plan is cut for several machines.
package struct PlanShard: Hashable, Sendable {
  /// 0 to `count` - 1, as the job indices of Kubernetes and Slurm count.
  package let index: Int
  package let count: Int

  package init(index: Int, count: Int) throws(PlanningError) {
    guard count > 0, (0..<count).contains(index) else {
      throw PlanningError(.badValue, subject: "\(index)/\(count)", message: "a shard is I/N with I from 0 to N-1")
    }
    self.index = index
    self.count = count
  }

  /// Understands `0/4`.
  package init(parsing text: String) throws(PlanningError) {
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count == 2, let index = Int(pieces[0]), let count = Int(pieces[1]) else {
      throw PlanningError(.badValue, subject: text, message: "a shard is I/N with I from 0 to N-1")
    }
    try self.init(index: index, count: count)
  }

  /// Whether this shard does `item`: by a hash that is the same everywhere. A copy for a rename belongs to the shard
  /// of its old path, where the delete of that path is done after it.
  package func contains(_ item: PlanItem) -> Bool {
    StableHash.hash((item.copiedFrom ?? item.path).bytes) % UInt64(count) == UInt64(index)
  }
}
