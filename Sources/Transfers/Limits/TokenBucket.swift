/// A rate limit as arithmetic: told the time, it says how long to wait.
///
/// Debts are allowed: a piece larger than the burst goes at once, and the next one waits for it. So the mean rate
/// holds for pieces of any size.
package struct TokenBucket: Sendable {
  private var bytesPerSecond: Int64
  /// May be negative.
  private var tokens: Double
  private var updated: Duration

  /// Begins with a full burst of a quarter of a second.
  package init(bytesPerSecond: Int64, now: Duration) {
    self.bytesPerSecond = max(1, bytesPerSecond)
    tokens = Double(max(1, bytesPerSecond)) / 4
    updated = now
  }

  /// Changes the rate from now on; debts stay.
  package mutating func setRate(_ bytesPerSecond: Int64, now: Duration) {
    refill(now)
    self.bytesPerSecond = max(1, bytesPerSecond)
    tokens = min(tokens, burst)
  }

  /// Takes `bytes` and returns how long to wait before sending them.
  package mutating func take(_ bytes: Int64, now: Duration) -> Duration {
    refill(now)
    let debt = tokens < 0 ? -tokens : 0
    tokens -= Double(max(0, bytes))
    return .seconds(debt / Double(bytesPerSecond))
  }

  private var burst: Double { Double(bytesPerSecond) / 4 }

  private mutating func refill(_ now: Duration) {
    let elapsed = now - updated
    guard elapsed > .zero else { return }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    tokens = min(burst, tokens + seconds * Double(bytesPerSecond))
    updated = now
  }
}
