/// What a run of the lifecycle did in a bucket.
package struct LifecycleReport: Hashable, Sendable {
  /// Latest versions that went or got a delete marker.
  package var expired = 0
  package var removedVersions = 0
  package var removedMarkers = 0
  package var transitions = 0
  package var abortedUploads = 0
  /// What a lock kept.
  package var locked = 0
  /// What changed between the look and the act; the next run looks again.
  package var outdated = 0
  /// Transitions whose bodies could not be moved.
  package var failed = 0

  package init() {}

  package var didNothing: Bool { self == LifecycleReport() }

  /// One line for the log: only what is not zero.
  package var summary: String {
    [
      (expired, "expired"), (removedVersions, "noncurrent versions removed"),
      (removedMarkers, "delete markers removed"), (transitions, "moved to another storage class"),
      (abortedUploads, "uploads aborted"), (locked, "kept by a lock"), (outdated, "changed meanwhile"),
      (failed, "could not be moved"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
