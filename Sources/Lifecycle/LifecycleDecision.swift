package import StorageModel

/// What a lifecycle rule does.
package enum LifecycleAction: Hashable, Sendable {
  /// The object of a bucket without versioning goes.
  case deleteObject
  /// The latest version gets a delete marker in front of it. In a bucket with suspended versioning the marker is the
  /// null version and takes the place of one that is there.
  case addDeleteMarker
  /// A version that is not the latest goes for good.
  case deleteNoncurrentVersion
  /// A delete marker with nothing behind it goes.
  case removeDeleteMarker
  case transition(storageClass: String)
  case abortUpload

  /// Less wins where several actions are due at once: permanent deletion, then transition, then a delete marker
  /// (S3 User Guide, "Conflicting lifecycle configurations").
  var rank: Int {
    switch self {
    case .deleteObject, .deleteNoncurrentVersion, .removeDeleteMarker, .abortUpload: 0
    case .transition: 1
    case .addDeleteMarker: 2
    }
  }
}

/// The next thing that happens to a version or upload, and why.
package struct LifecycleDecision: Hashable, Sendable {
  package var action: LifecycleAction
  /// From then on; it may lie in the past.
  package var date: Timestamp
  /// The id of the rule that decides; empty for a rule without one.
  package var ruleID: String
  /// The place of that rule in the configuration, from 0.
  package var ruleIndex: Int

  package func isDue(at now: Timestamp) -> Bool { date <= now }
}
