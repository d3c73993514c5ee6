internal import Synchronization

/// Holds all transfers of a process together to the speed of a timetable.
package final class BandwidthLimiter: Sendable {
  /// Where the limiter finds the time; everything else is arithmetic.
  package struct Clock: Sendable {
    /// Never goes back.
    package var now: @Sendable () -> Duration
    /// Minute of the local day, 0 to 1,439.
    package var minuteOfDay: @Sendable () -> Int
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
      now: @escaping @Sendable () -> Duration, minuteOfDay: @escaping @Sendable () -> Int,
      sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
      self.now = now
      self.minuteOfDay = minuteOfDay
      self.sleep = sleep
    }
  }

  private let timetable: BandwidthTimetable
  private let clock: Clock
  private let bucket = Mutex<TokenBucket?>(nil)

  package init(_ timetable: BandwidthTimetable, clock: Clock) {
    self.timetable = timetable
    self.clock = clock
  }

  /// True while the timetable sets a speed.
  package var isLimiting: Bool { timetable.bytesPerSecond(atMinute: clock.minuteOfDay()) != nil }

  /// Waits until `bytes` may go. Throws CancellationError when the task is cancelled meanwhile.
  package func take(_ bytes: Int64) async throws {
    let rate = timetable.bytesPerSecond(atMinute: clock.minuteOfDay())
    let now = clock.now()
    let wait: Duration = bucket.withLock { bucket in
      guard let rate else {
        bucket = nil
        return .zero
      }
      if bucket == nil { bucket = TokenBucket(bytesPerSecond: rate, now: now) }
      bucket?.setRate(rate, now: now)
      return bucket?.take(bytes, now: now) ?? .zero
    }
    if wait > .zero { try await clock.sleep(wait) }
  }
}
