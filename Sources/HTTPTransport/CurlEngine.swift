internal import CCurl
internal import Glibc
internal import StorageModel
internal import Synchronization

/// A thread that runs libcurl's multi interface over its own connections.
///
/// Tasks post commands into an inbox; the thread takes them all at once, lets curl work, and resumes the
/// continuations of what is over. `@unchecked Sendable`: the inbox has its lock; every other `var` belongs to the
/// thread.
final class CurlEngine: @unchecked Sendable {
  enum Command {
    case start(Transfer)
    case cancel(Transfer)
    /// A pipe has bytes, or room, again.
    case resume(Transfer)
    case stop
  }

  private struct Inbox {
    var commands: [Command] = []
    /// The thread sleeps in curl_multi_poll, or is about to: only then does it have to be woken.
    var isPolling = false
    var isStopped = false
  }

  private let configuration: TransportConfiguration
  private let counters: CounterCell
  private let multi: UnsafeMutableRawPointer
  private let connectionLimit: Int
  private let inbox = Mutex(Inbox())
  private let sockets = KeptSockets()

  private var active: [Transfer] = []
  /// Started but without a connection yet, first come first served; `waitingHead` of them are gone already.
  private var waiting: [Transfer] = []
  private var waitingHead = 0
  private var idleHandles: (small: [EasyHandle], large: [EasyHandle]) = ([], [])
  private var finished: [Transfer] = []
  private var isStopping = false
  private var nextIdleCheck: UInt64 = 0

  /// nil when curl or the system has no memory or no thread left.
  init?(_ configuration: TransportConfiguration, connectionLimit: Int, counters: CounterCell) {
    guard curlIsReady, let multi = curl_multi_init() else { return nil }
    self.configuration = configuration
    self.connectionLimit = connectionLimit
    self.counters = counters
    self.multi = multi
    cairn_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionLimit)
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    guard pthread_create(&thread, nil, curlEngineThread, context.toOpaque()) == 0 else {
      context.release()
      curl_multi_cleanup(multi)
      return nil
    }
    pthread_detach(thread)
  }

  /// Hands `command` to the thread; false when it has stopped.
  @discardableResult
  func post(_ command: Command) -> Bool {
    let (isAccepted, mustWake) = inbox.withLock { inbox -> (Bool, Bool) in
      guard !inbox.isStopped else { return (false, false) }
      let mustWake = inbox.isPolling && inbox.commands.isEmpty
      inbox.commands.append(command)
      if case .stop = command { inbox.isStopped = true }
      return (true, mustWake)
    }
    if mustWake { curl_multi_wakeup(multi) }
    return isAccepted
  }

  /// The thread's body: returns after ``Command/stop``, when all connections are closed.
  fileprivate func run() {
    while !isStopping {
      for command in takeCommands() { apply(command) }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collectFinished()
      endIdleTransfers()
      admitWaiting()
      resumeFinished()
      sleepUntilNeeded()
    }
    for transfer in active { end(transfer, TransportError(.cancelled, "the transport was closed")) }
    for transfer in waiting[waitingHead...] { finish(transfer, TransportError(.cancelled, "the transport was closed")) }
    resumeFinished()
    idleHandles = ([], [])
    curl_multi_cleanup(multi)
  }

  private func takeCommands() -> [Command] {
    inbox.withLock { inbox in
      inbox.isPolling = false
      let commands = inbox.commands
      inbox.commands.removeAll(keepingCapacity: true)
      return commands
    }
  }

  private func apply(_ command: Command) {
    switch command {
    case .start(let transfer):
      if transfer.isCancelled {
        finish(transfer, TransportError(.cancelled, "cancelled before it began"))
      } else {
        waiting.append(transfer)
        admitWaiting()
      }
    case .cancel(let transfer):
      guard !transfer.isFinished else { return }
      transfer.isCancelled = true
      if transfer.easy != nil { end(transfer, TransportError(.cancelled, "cancelled")) }
      dropCancelledWaiting()
    case .resume(let transfer):
      guard let easy = transfer.easy, transfer.isPaused else { return }
      transfer.isPaused = false
      transfer.progress.at = monotonicNanoseconds()
      curl_easy_pause(easy.raw, CURLPAUSE_CONT)
    case .stop:
      isStopping = true
    }
  }

  /// Gives connections to those that wait, in their order.
  private func admitWaiting() {
    while active.count < connectionLimit, waitingHead < waiting.count {
      let transfer = waiting[waitingHead]
      waitingHead += 1
      start(transfer)
    }
    if waitingHead == waiting.count, waitingHead > 0 {
      waiting.removeAll(keepingCapacity: true)
      waitingHead = 0
    }
  }

  private func dropCancelledWaiting() {
    guard waitingHead < waiting.count else { return }
    let cancelled = waiting[waitingHead...].filter(\.isCancelled)
    guard !cancelled.isEmpty else { return }
    waiting = waiting[waitingHead...].filter { !$0.isCancelled }
    waitingHead = 0
    for transfer in cancelled { finish(transfer, TransportError(.cancelled, "cancelled")) }
  }

  private func start(_ transfer: Transfer) {
    let isLarge = transfer.isLarge
    let pooled = isLarge ? idleHandles.large.popLast() : idleHandles.small.popLast()
    guard let easy = pooled ?? EasyHandle(configuration, isLarge: isLarge, sockets: sockets) else {
      finish(transfer, TransportError(.internalFailure, "libcurl has no memory"))
      return
    }
    guard easy.prepare(for: transfer, deadline: configuration.deadline),
      curl_multi_add_handle(multi, easy.raw) == CURLM_OK
    else {
      finish(transfer, TransportError(.invalidRequest, "libcurl refused the request"))
      return
    }
    transfer.easy = easy
    transfer.progress = (-1, monotonicNanoseconds())
    transfer.activeIndex = active.count
    active.append(transfer)
  }

  private func collectFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      var raw: UnsafeMutableRawPointer?
      var result = CURLE_OK
      guard cairn_curl_message(message, &raw, &result) != 0, let raw else { continue }
      var context: UnsafeMutableRawPointer?
      cairn_curl_get_pointer(raw, CURLINFO_PRIVATE, &context)
      guard let context else { continue }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      guard let easy = transfer.easy else { continue }
      if easy.avoidedConnection, restart(transfer, easy) { continue }
      end(transfer, TransportError(result, transfer: transfer, easy: easy))
    }
  }

  /// Sends on a new connection what was held back from a kept one; curl has closed that one. Nothing was sent yet, and
  /// a new connection is never avoided, so this happens once at most.
  private func restart(_ transfer: Transfer, _ easy: EasyHandle) -> Bool {
    curl_multi_remove_handle(multi, easy.raw)
    return easy.prepare(for: transfer, deadline: configuration.deadline, onNewConnection: true)
      && curl_multi_add_handle(multi, easy.raw) == CURLM_OK
  }

  /// Takes an active transfer out of curl and keeps its handle for the next one.
  private func end(_ transfer: Transfer, _ failure: TransportError?) {
    guard let easy = transfer.easy else { return }
    transfer.easy = nil
    transfer.sendings = easy.sendings
    counters.add(
      sent: transfer.sentBytes, received: transfer.receivedBytes, connections: Int64(easy.long(CURLINFO_NUM_CONNECTS)),
      failed: failure != nil)
    curl_multi_remove_handle(multi, easy.raw)
    if easy.isLarge { idleHandles.large.append(easy) } else { idleHandles.small.append(easy) }
    let last = active.removeLast()
    if last !== transfer {
      active[transfer.activeIndex] = last
      last.activeIndex = transfer.activeIndex
    }
    finish(transfer, failure)
  }

  private func finish(_ transfer: Transfer, _ failure: TransportError?) {
    guard !transfer.isFinished else { return }
    transfer.isFinished = true
    transfer.failure = failure
    transfer.uploadPipe?.close()
    transfer.downloadPipe?.end(discarding: failure != nil)
    finished.append(transfer)
  }

  /// All of a round at once: the tasks wake while this thread goes on.
  private func resumeFinished() {
    for transfer in finished {
      let continuation = transfer.continuation
      transfer.continuation = nil
      continuation?.resume()
    }
    finished.removeAll(keepingCapacity: true)
  }

  private func sleepUntilNeeded() {
    let mayPoll = inbox.withLock { inbox in
      inbox.isPolling = inbox.commands.isEmpty
      return inbox.isPolling
    }
    guard mayPoll else { return }
    let milliseconds = active.isEmpty ? 60_000 : Int32(min(idleCheckInterval / 1_000_000 + 1, 60_000))
    curl_multi_poll(multi, nil, 0, milliseconds, nil)
  }

  /// A quarter of the idle timeout, 10 ms at least and 5 s at most.
  private var idleCheckInterval: UInt64 {
    min(max(UInt64(nanoseconds(configuration.idleTimeout)) / 4, 10_000_000), 5_000_000_000)
  }

  /// Ends transfers whose byte counts stood still for the idle timeout. curl's own LOW_SPEED_TIME counts whole
  /// seconds and does not know that a transfer waits for our source; sampling costs nothing in the callbacks.
  private func endIdleTransfers() {
    guard !active.isEmpty else { return }
    let now = monotonicNanoseconds()
    guard now >= nextIdleCheck else { return }
    nextIdleCheck = now + idleCheckInterval
    var stalled: [Transfer] = []
    for transfer in active where !transfer.isPaused {
      guard let easy = transfer.easy else { continue }
      let moved =
        easy.offset(CURLINFO_SIZE_UPLOAD_T) &+ easy.offset(CURLINFO_SIZE_DOWNLOAD_T)
        &+ Int64(transfer.header.totalBytes)
      if moved != transfer.progress.bytes {
        transfer.progress = (moved, now)
      } else if now &- transfer.progress.at >= UInt64(nanoseconds(idleTimeout(of: transfer))) {
        stalled.append(transfer)
      }
    }
    for transfer in stalled {
      end(transfer, TransportError(.idleTimeout, "no byte moved for \(idleTimeout(of: transfer))"))
    }
  }

  private func idleTimeout(of transfer: Transfer) -> Duration {
    transfer.request.idleTimeout ?? configuration.idleTimeout
  }
}

/// curl_global_init, once for the process.
private let curlIsReady = cairn_curl_global_init() == CURLE_OK

/// The body of an engine's thread. Signals go to the program's other threads.
private func curlEngineThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, nil)
  Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().run()
  return nil
}

/// CLOCK_MONOTONIC.
private func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
}
