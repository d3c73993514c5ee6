internal import Dispatch
internal import Glibc
internal import Synchronization

/// The one event that ends a daemon: a signal, a cancelled task, or a failed disk, whichever comes first.
final class StopSignal: Sendable {
  private struct State {
    var isStopped = false
    var failure: DaemonError?
    var waiter: CheckedContinuation<DaemonError?, Never>?
  }

  private let state = Mutex(State())

  /// Later calls change nothing.
  func stop(_ failure: DaemonError?) {
    let waiter = state.withLock { state -> CheckedContinuation<DaemonError?, Never>? in
      guard !state.isStopped else { return nil }
      state.isStopped = true
      state.failure = failure
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: failure)
  }

  /// Returns when the daemon is to end: nil for an orderly end. To be called once.
  func wait() async -> DaemonError? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let failure = state.withLock { state -> DaemonError?? in
          guard state.isStopped else {
            state.waiter = continuation
            return nil
          }
          return .some(state.failure)
        }
        if let failure { continuation.resume(returning: failure) }
      }
    } onCancel: {
      stop(nil)
    }
  }
}

/// Calls a body at each SIGHUP.
struct HangUpWatch {
  private let source: any DispatchSourceSignal

  init(_ body: @escaping @Sendable () -> Void) {
    // The default action would end the process before the source sees the signal.
    signal(SIGHUP, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
    source.setEventHandler { body() }
    source.resume()
  }

  func cancel() { source.cancel() }
}

/// Turns SIGTERM and SIGINT into a stop.
struct SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ stops: StopSignal) {
    sources = [SIGTERM, SIGINT].map { number in
      // The default action would end the process before the source sees the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { stops.stop(nil) }
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
    signal(SIGTERM, SIG_DFL)
    signal(SIGINT, SIG_DFL)
  }
}
