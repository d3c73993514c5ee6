package import StorageModel

/// What keeps a version from being removed (S3 User Guide, "Locking objects with Object Lock").
package struct VersionLock: Hashable, Sendable {
  /// Who may end a retention early.
  package enum Mode: String, Sendable {
    case governance = "GOVERNANCE"
    case compliance = "COMPLIANCE"
  }

  package struct Retention: Hashable, Sendable {
    package var mode: Mode
    package var until: Timestamp

    package init(mode: Mode, until: Timestamp) {
      self.mode = mode
      self.until = until
    }
  }

  package var retention: Retention?
  /// A legal hold lasts until it is lifted.
  package var isHeld: Bool

  package init(retention: Retention? = nil, isHeld: Bool = false) {
    self.retention = retention
    self.isHeld = isHeld
  }

  /// Without a retention that has ended by `now`, which no store would take; nil when nothing is left.
  package func lasting(at now: Timestamp) -> VersionLock? {
    let left = VersionLock(retention: retention.flatMap { $0.until > now ? $0 : nil }, isHeld: isHeld)
    return left == VersionLock() ? nil : left
  }
}
