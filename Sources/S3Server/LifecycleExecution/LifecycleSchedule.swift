internal import BlobStorage
internal import Dispatch
internal import Lifecycle
internal import NIOPosix
internal import StorageModel
internal import Synchronization

/// Runs the lifecycle when the daemon starts and from then on every hour, on a thread of its own that rests after each
/// page of work.
final class LifecycleSchedule: Sendable {
  /// After each page, which takes about as long: clients come first.
  private static let restMilliseconds = 10

  private let execution: LifecycleExecution
  private let thread = NIOThreadPool(numberOfThreads: 1)
  private let ending = Ending()
  private let intervalSeconds: Int
  private let now: @Sendable () -> Timestamp

  /// `daySeconds` is the length of a day, nil for calendar days. Shorter days make shorter intervals: a tenth of one.
  init(
    _ store: BlobStore, _ configurations: BucketConfigurations, daySeconds: Int64?,
    now: @escaping @Sendable () -> Timestamp, log: @escaping @Sendable (String) -> Void
  ) {
    execution = LifecycleExecution(
      store, configurations, day: daySeconds.map { .shortened(seconds: $0) } ?? .calendar, log: log,
      goesOn: { [ending] in ending.wait(milliseconds: Self.restMilliseconds) })
    intervalSeconds = Int(max(1, min(3600, (daySeconds ?? 86_400) / 10)))
    self.now = now
  }

  func start() {
    thread.start()
    thread.submit { [self] state in
      guard state == .active else { return }
      repeat { _ = execution.run(now: now()) } while ending.wait(milliseconds: intervalSeconds * 1000)
    }
  }

  /// Returns after the page under way.
  func stop() async throws {
    ending.end()
    try await thread.shutdownGracefully()
  }
}

/// Lets a thread wait until it is to end.
private final class Ending: Sendable {
  private let hasEnded = Atomic(false)
  private let signal = DispatchSemaphore(value: 0)

  /// True when the time passed, false when the thread is to end.
  func wait(milliseconds: Int) -> Bool {
    guard !hasEnded.load(ordering: .acquiring) else { return false }
    _ = signal.wait(timeout: .now() + .milliseconds(milliseconds))
    return !hasEnded.load(ordering: .acquiring)
  }

  func end() {
    hasEnded.store(true, ordering: .releasing)
    signal.signal()
  }
}
