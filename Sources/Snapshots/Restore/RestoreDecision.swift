internal import LocalFiles
internal import StorageModel

/// What is to be done for a file of a snapshot; pure.
enum RestoreDecision: Hashable, Sendable {
  /// Nothing of use stands there.
  case write
  /// A regular file stands there: its chunks may be right already.
  case compare
  /// The file counts as equal; its metadata are looked at.
  case trust
  /// What stands there stays as it is.
  case keep

  static func of(_ node: TreeNode, existing: FileStatus?, _ policy: OverwritePolicy) -> RestoreDecision {
    guard let existing else { return .write }
    switch policy {
    case .never: return .keep
    case .ifNewer where node.modified.timestamp <= existing.modified: return .keep
    case .ifChanged:
      let isSame = existing.kind == .file && UInt64(clamping: existing.sizeBytes) == node.sizeBytes
      if isSame && existing.modified == node.modified.timestamp { return .trust }
    case .always, .ifNewer: break
    }
    return existing.kind == .file ? .compare : .write
  }
}
