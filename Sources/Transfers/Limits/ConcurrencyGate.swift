internal import Synchronization

/// Lets as many requests through at once as ``AdaptiveConcurrency`` says, the others wait in order.
package final class ConcurrencyGate: Sendable {
  private let line: WaitingLine
  private let adaptive: Mutex<AdaptiveConcurrency>
  private let now: @Sendable () -> Duration

  /// `now` is a clock that never goes back.
  package init(_ adaptive: AdaptiveConcurrency = AdaptiveConcurrency(), now: @escaping @Sendable () -> Duration) {
    line = WaitingLine(capacity: Int64(adaptive.limit))
    self.adaptive = Mutex(adaptive)
    self.now = now
  }

  /// The width now.
  package var limit: Int { Int(line.capacity) }
  package var slotsInUse: Int { Int(line.taken) }

  /// Waits for a slot; throws when the task is cancelled, with no slot taken. Each slot is given back by one
  /// ``release(_:)``.
  package func acquire() async throws(CancellationError) { try await line.acquire(1) }

  /// Gives the slot back and says how its request went.
  package func release(_ outcome: AdaptiveConcurrency.Outcome) {
    let isFull = line.taken >= line.capacity
    let time = now()
    let (before, after) = adaptive.withLock { adaptive in
      let before = adaptive.limit
      adaptive.finished(outcome, isFull: isFull, now: time)
      return (before, adaptive.limit)
    }
    if before != after { line.setCapacity(Int64(after)) }
    line.release(1)
  }
}
