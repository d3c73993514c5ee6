internal import Synchronization

/// Hands batches from one task to another; who sends waits while `capacity` batches are unread.
///
/// One sender, one reader. Both return early, with CancellationError, when their task is cancelled.
final class BatchChannel<Element: Sendable>: Sendable {
  private struct State {
    var waiting: [Element] = []
    var isFinished = false
    var failure: (any Error)?
    var reader: CheckedContinuation<Void, Never>?
    var sender: CheckedContinuation<Void, Never>?
  }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Waits for room, then leaves `element` for the reader.
  func send(_ element: Element) async throws {
    while true {
      try Task.checkCancellation()
      let reader: (sent: Bool, wake: CheckedContinuation<Void, Never>?) = state.withLock { state in
        guard state.waiting.count < capacity else { return (false, nil) }
        state.waiting.append(element)
        defer { state.reader = nil }
        return (true, state.reader)
      }
      reader.wake?.resume()
      if reader.sent { return }
      await pause(\.sender) { $0.waiting.count < self.capacity }
    }
  }

  /// No more will come; with an error, the reader throws it after it read what is left.
  func finish(throwing failure: (any Error)? = nil) {
    let reader = state.withLock { state in
      state.isFinished = true
      state.failure = failure
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  /// The next element; nil at the end.
  func next() async throws -> Element? {
    while true {
      try Task.checkCancellation()
      let step: (element: Element?, ended: Bool, failure: (any Error)?, wake: CheckedContinuation<Void, Never>?) =
        state.withLock { state in
          if !state.waiting.isEmpty {
            let element = state.waiting.removeFirst()
            defer { state.sender = nil }
            return (element, false, nil, state.sender)
          }
          return (nil, state.isFinished, state.failure, nil)
        }
      step.wake?.resume()
      if let element = step.element { return element }
      if let failure = step.failure { throw failure }
      if step.ended { return nil }
      await pause(\.reader) { !$0.waiting.isEmpty || $0.isFinished }
    }
  }

  private func pause(
    _ place: any (WritableKeyPath<State, CheckedContinuation<Void, Never>?> & Sendable),
    unless isReady: @Sendable (State) -> Bool
  ) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          if isReady(state) || Task.isCancelled { return true }
          state[keyPath: place] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { state in
        defer { state[keyPath: place] = nil }
        return state[keyPath: place]
      }
      continuation?.resume()
    }
  }
}
