/// How many requests to run at once, found by trying: a pure struct, told what happened and when.
///
/// Growth: while a larger width brings more throughput (requests and bytes) it grows, at first by half, after the
/// first disappointment by an eighth; a width that brought nothing is taken back. On a slow link throughput grows
/// with the width for long, so the width follows the latency; on a fast one it stays small. SlowDown halves it, at
/// most once in ``cooldown``, and ends the fast growth (AIMD; Chiu and Jain, 1989).
package struct AdaptiveConcurrency: Sendable {
  /// How a request ended, as far as the width is concerned.
  package enum Outcome: Sendable {
    case success(bytes: Int64)
    /// 503 SlowDown, 429.
    case slowDown
    /// Says nothing about the load.
    case failure
  }

  package static let cooldown: Duration = .seconds(1)
  /// A window is measured when it is this long, and has seen at least as many requests as the width.
  private static let window: Duration = .milliseconds(200)
  /// While the width grows fast: seven steps lead from 16 to 256, and a run of 20,000 small files over 20 ms has only
  /// four seconds.
  private static let fastWindow: Duration = .milliseconds(100)
  /// Growth below this fraction is noise.
  private static let gain = 1.05
  /// How many windows a plateau lasts before the next attempt.
  private static let patience = 8
  /// One request weighs as much as this many bytes: small objects count by number, large ones by size.
  private static let requestWeightBytes = 65536.0

  package private(set) var limit: Int
  package let minimum: Int
  package let maximum: Int
  private let isFixed: Bool

  private var isGrowingFast = true
  private var windowStart: Duration?
  private var requests = 0
  private var bytes: Int64 = 0
  private var wasFull = false
  /// What the width before the current one brought, per second; nil when the current one is no attempt.
  private var attempt: (previousLimit: Int, previousRate: Double)?
  private var restingWindows = 0
  private var lastSlowDown: Duration?

  package init(initial: Int = 16, minimum: Int = 4, maximum: Int = 256) {
    self.minimum = max(1, minimum)
    self.maximum = max(self.minimum, maximum)
    limit = min(max(initial, self.minimum), self.maximum)
    isFixed = false
  }

  /// A width that the user chose: nothing changes it, also not SlowDown, after which the retries back off by
  /// themselves.
  package init(fixed: Int) {
    limit = max(1, fixed)
    minimum = limit
    maximum = limit
    isFixed = true
  }

  /// Takes note of a finished request. `isFull` says whether all slots were taken: a width that is not used cannot be
  /// judged. `now` never goes back.
  package mutating func finished(_ outcome: Outcome, isFull: Bool, now: Duration) {
    guard !isFixed else { return }
    switch outcome {
    case .slowDown: slowDown(now)
    case .failure: break
    case .success(let bytes): count(bytes, isFull: isFull, now)
    }
  }

  private mutating func slowDown(_ now: Duration) {
    if let last = lastSlowDown, now - last < Self.cooldown { return }
    lastSlowDown = now
    limit = max(minimum, limit / 2)
    isGrowingFast = false
    attempt = nil
    restingWindows = Self.patience
    startWindow(now)
  }

  private mutating func startWindow(_ now: Duration) {
    windowStart = now
    requests = 0
    bytes = 0
    wasFull = false
  }

  private mutating func count(_ bytes: Int64, isFull: Bool, _ now: Duration) {
    guard let start = windowStart else { return startWindow(now) }
    requests += 1
    let (sum, overflow) = self.bytes.addingReportingOverflow(bytes)
    self.bytes = overflow ? .max : sum
    wasFull = wasFull || isFull
    let elapsed = now - start
    guard elapsed >= (isGrowingFast ? Self.fastWindow : Self.window), requests >= limit else { return }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    judge(rate: (Double(requests) + Double(self.bytes) / Self.requestWeightBytes) / seconds)
    startWindow(now)
  }

  private mutating func judge(rate: Double) {
    guard wasFull else { return }
    if let attempt, rate < attempt.previousRate * Self.gain {
      // It brought nothing: back, and rest before the next attempt.
      limit = attempt.previousLimit
      self.attempt = nil
      isGrowingFast = false
      restingWindows = Self.patience
      return
    }
    if restingWindows > 0 {
      restingWindows -= 1
      return
    }
    let step = isGrowingFast ? limit / 2 : limit / 8
    let wider = min(maximum, limit + max(1, step))
    attempt = wider == limit ? nil : (limit, rate)
    limit = wider
  }
}
