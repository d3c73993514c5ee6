internal import Synchronization

/// How fast a scrub may read, and how it is told to stop.
package final class ScrubPace: Sendable {
  /// nil for as fast as the disk can.
  private let bytesPerSecond: Int64?
  private let elapsed: @Sendable () -> Duration
  private let stopped = Atomic(false)
  private let signal = Signal()

  /// `elapsed` is monotonic time.
  package init(bytesPerSecond: Int64?, elapsed: @escaping @Sendable () -> Duration) {
    self.bytesPerSecond = bytesPerSecond
    self.elapsed = elapsed
  }

  /// Ends the scrub, from any thread, also while it waits.
  package func stop() {
    stopped.store(true, ordering: .releasing)
    signal.post()
  }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  var time: Duration { elapsed() }

  /// Waits until `bytes` may have been read since `start`.
  func hold(_ bytes: Int64, since start: Duration) {
    guard let bytesPerSecond, bytesPerSecond > 0 else { return }
    let due = start + .milliseconds(Int64(Double(bytes) / Double(bytesPerSecond) * 1000))
    let rest = due - elapsed()
    // Small waits are saved up: each costs a wake-up.
    if rest > .milliseconds(20) { _ = signal.wait(atMost: rest) }
  }

  /// Waits that long, or until it is stopped.
  func rest(_ duration: Duration) { if !isStopped { _ = signal.wait(atMost: duration) } }
}
