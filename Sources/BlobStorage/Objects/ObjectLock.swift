package import StorageModel

/// Until when a version may not be deleted (S3 User Guide, "Locking objects with Object Lock").
package struct ObjectRetention: Hashable, Sendable {
  package enum Mode: String, Sendable {
    /// Whoever has the permission to bypass it may shorten or end it.
    case governance = "GOVERNANCE"
    /// Nobody may.
    case compliance = "COMPLIANCE"
  }

  package var mode: Mode
  package var until: Timestamp

  package init(mode: Mode, until: Timestamp) {
    self.mode = mode
    self.until = until
  }
}

/// The object lock of a bucket, which once there never goes.
package struct ObjectLockSettings: Hashable, Sendable {
  /// What a version gets that is written without a retention of its own.
  package struct DefaultRetention: Hashable, Sendable {
    package enum Period: Hashable, Sendable {
      case days(Int64)
      /// Of 365 days.
      case years(Int64)
    }

    package var mode: ObjectRetention.Mode
    package var period: Period

    package init(mode: ObjectRetention.Mode, period: Period) {
      self.mode = mode
      self.period = period
    }

    /// The retention of a version written at `now`.
    func retention(from now: Timestamp) -> ObjectRetention {
      let days: Int64
      switch period {
      case .days(let count): days = count
      case .years(let count): days = count.multipliedReportingOverflow(by: 365).partialValue
      }
      let (seconds, overflow) = days.multipliedReportingOverflow(by: 86_400)
      let (end, overflow2) = now.seconds.addingReportingOverflow(seconds)
      return ObjectRetention(mode: mode, until: Timestamp(seconds: overflow || overflow2 ? .max : end))
    }
  }

  package var defaultRetention: DefaultRetention?

  package init(defaultRetention: DefaultRetention? = nil) { self.defaultRetention = defaultRetention }
}

extension StoredObject {
  /// Throws `.objectLocked` for a version that may not be deleted now.
  func checkDeletable(now: Timestamp, bypassesGovernance: Bool) throws(BlobStorageError) {
    if legalHold == true { throw BlobStorageError(.objectLocked, "the version is under legal hold") }
    guard let retention, retention.until > now else { return }
    if retention.mode == .governance, bypassesGovernance { return }
    throw BlobStorageError(.objectLocked, "the version is retained until \(retention.until.seconds) s of Unix time")
  }

  /// Throws `.objectLocked` for a change that would weaken a lock which still holds: only governance can be weakened,
  /// and only by whoever may bypass it.
  func checkRetention(
    _ wanted: ObjectRetention?, now: Timestamp, bypassesGovernance: Bool
  ) throws(BlobStorageError) {
    guard let retention, retention.until > now else { return }
    if retention.mode == .governance, bypassesGovernance { return }
    guard let wanted, wanted.mode == retention.mode, wanted.until >= retention.until else {
      throw BlobStorageError(.objectLocked, "the retention of the version cannot be shortened")
    }
  }
}
