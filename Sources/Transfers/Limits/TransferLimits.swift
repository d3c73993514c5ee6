/// When a run stops to begin transfers: what is under way is finished, the rest is for the next run.
package struct TransferLimits: Hashable, Sendable {
  package var maximumBytes: Int64?
  package var maximumDuration: Duration?

  package init(maximumBytes: Int64? = nil, maximumDuration: Duration? = nil) {
    self.maximumBytes = maximumBytes
    self.maximumDuration = maximumDuration
  }

  /// True when a transfer of `nextBytes` may begin after `startedBytes` and `elapsed`. The first one always may: a
  /// limit below the smallest file would otherwise never let anything through.
  package func allows(nextBytes: Int64, startedBytes: Int64, elapsed: Duration) -> Bool {
    if let maximumDuration, elapsed >= maximumDuration { return false }
    guard let maximumBytes, startedBytes > 0 else { return true }
    let (sum, overflow) = startedBytes.addingReportingOverflow(nextBytes)
    return !overflow && sum <= maximumBytes
  }
}
