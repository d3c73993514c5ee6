import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP cancel the running command, which then saves what it knows and ends with 128 + signal;
/// the second one ends the process at once. SIGPIPE is ignored: the write reports EPIPE.
enum SignalEdge {
  /// The first signal that arrived; 0 for none.
  static var received: Int32 { firstSignal.load(ordering: .acquiring) }

  /// Runs `body` as a task that a signal cancels. Call it once in a process.
  static func cancelling(_ body: @escaping @Sendable () async -> ExitStatus) async -> ExitStatus {
    signal(SIGPIPE, SIG_IGN)
    let task = Task { await body() }
    runningCommand.withLock { $0 = { task.cancel() } }
    startWatching()
    let status = await task.value
    // Whoever came to its end in order, as the daemon does after draining, was not interrupted. And a disk that failed
    // or damage that was found on the way must not be taken for an interruption.
    guard ![.done, .localStorage, .damaged].contains(status) else { return status }
    switch received {
    case SIGINT: return .interrupted
    case SIGTERM: return .terminated
    case SIGHUP: return .hungUp
    default: return status
    }
  }

  /// A pipe wakes a thread, because next to nothing may be called inside a signal handler. The handlers do not
  /// survive exec, so the programs that Cairn starts get their signals as usual.
  private static func startWatching() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeReader.store(ends[0], ordering: .releasing)
    wakeWriter.store(ends[1], ordering: .releasing)
    _ = firstSignal.load(ordering: .relaxed)
    var thread = pthread_t()
    guard pthread_create(&thread, nil, watchSignals, nil) == 0 else { return }
    pthread_detach(thread)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = onSignal
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART))
      sigaction(number, &action, nil)
    }
  }
}

private let firstSignal = Atomic<Int32>(0)
private let wakeReader = Atomic<Int32>(-1)
private let wakeWriter = Atomic<Int32>(-1)
private let runningCommand = Mutex<(@Sendable () -> Void)?>(nil)

/// The handler itself: atomics, write(2) and _exit(2) only (POSIX.1-2017, 2.4.3).
private func onSignal(_ number: Int32) {
  let (exchanged, _) = firstSignal.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing)
  guard exchanged else { _exit(128 + number) }
  var byte: UInt8 = 1
  _ = write(wakeWriter.load(ordering: .acquiring), &byte, 1)
}

/// The body of the thread that turns the first signal into a cancellation.
private func watchSignals(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var byte: UInt8 = 0
  while read(wakeReader.load(ordering: .acquiring), &byte, 1) < 0, errno == EINTR {}
  runningCommand.withLock { $0 }?()
  return nil
}
