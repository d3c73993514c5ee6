package import StorageModel

/// How long the day of a lifecycle rule is.
package struct DayLength: Hashable, Sendable {
  package let seconds: Int64
  /// True where a number of days ends at a midnight UTC.
  package let roundsToMidnight: Bool

  /// Days as S3 counts them: 86,400 seconds each, the sum rounded up to the next midnight UTC (S3 User Guide,
  /// "Lifecycle rules: based on an object's age").
  package static let calendar = DayLength(seconds: 86_400, roundsToMidnight: true)

  /// Days of another length, for tests; nothing is rounded. Less than a second becomes one.
  package static func shortened(seconds: Int64) -> DayLength {
    DayLength(seconds: max(1, seconds), roundsToMidnight: false)
  }

  private init(seconds: Int64, roundsToMidnight: Bool) {
    self.seconds = seconds
    self.roundsToMidnight = roundsToMidnight
  }

  /// The moment `days` days after `start`; the last representable time where that is later.
  package func end(of days: Int, after start: Timestamp) -> Timestamp {
    let (span, overflow) = Int64(days).multipliedReportingOverflow(by: seconds)
    let (nanoseconds, overflow2) = span.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow3) = start.nanoseconds.addingReportingOverflow(nanoseconds)
    guard !overflow, !overflow2, !overflow3 else { return Timestamp(nanoseconds: .max) }
    guard roundsToMidnight else { return Timestamp(nanoseconds: sum) }
    let day: Int64 = 86_400_000_000_000
    let rest = ((sum % day) + day) % day
    guard rest != 0 else { return Timestamp(nanoseconds: sum) }
    let (rounded, overflow4) = sum.addingReportingOverflow(day - rest)
    return Timestamp(nanoseconds: overflow4 ? .max : rounded)
  }
}
