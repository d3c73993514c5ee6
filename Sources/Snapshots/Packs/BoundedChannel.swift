internal import Synchronization

/// Elements between producers that suspend while it is full and consumers that suspend while it is empty. Both wake
/// when their task is cancelled.
final class BoundedChannel<Element: Sendable>: Sendable {
  private struct State {
    var elements: [Element] = []
    var isFinished = false
    var nextTicket = 0
    var senders: [(ticket: Int, element: Element, continuation: CheckedContinuation<Void, any Error>)] = []
    var receivers: [(ticket: Int, continuation: CheckedContinuation<Element?, any Error>)] = []
  }

  private enum Sending {
    case accepted(CheckedContinuation<Element?, any Error>?)
    case later
    case cancelled
  }

  private enum Receiving {
    case now(Element?)
    case later
    case cancelled
  }

  private let capacity: Int
  private let state: Mutex<State>

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    state = Mutex(State())
  }

  /// Full from the beginning: a store of things that are taken and given back.
  init(elements: [Element]) {
    capacity = max(1, elements.count)
    state = Mutex(State(elements: elements))
  }

  /// Waits for a place. Nothing may be sent after ``finish()``.
  func send(_ element: Element) async throws {
    try Task.checkCancellation()
    let ticket = newTicket()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        accept(element, ticket, continuation)
      }
    } onCancel: {
      let sender = state.withLock { state in
        state.senders.firstIndex { $0.ticket == ticket }.map { state.senders.remove(at: $0) }
      }
      sender?.continuation.resume(throwing: CancellationError())
    }
    try Task.checkCancellation()
  }

  private func newTicket() -> Int {
    state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
  }

  private func accept(_ element: Element, _ ticket: Int, _ continuation: CheckedContinuation<Void, any Error>) {
    let answer = state.withLock { state -> Sending in
      // Looked at under the lock: a cancellation that comes later finds the sender in the list.
      if Task.isCancelled { return .cancelled }
      if !state.receivers.isEmpty { return .accepted(state.receivers.removeFirst().continuation) }
      if state.elements.count < capacity {
        state.elements.append(element)
        return .accepted(nil)
      }
      state.senders.append((ticket, element, continuation))
      return .later
    }
    switch answer {
    case .accepted(let receiver):
      receiver?.resume(returning: element)
      continuation.resume()
    case .cancelled: continuation.resume(throwing: CancellationError())
    case .later: break
    }
  }

  /// The next element; nil after the last one.
  func receive() async throws -> Element? {
    try Task.checkCancellation()
    let ticket = newTicket()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in take(ticket, continuation) }
    } onCancel: {
      let receiver = state.withLock { state in
        state.receivers.firstIndex { $0.ticket == ticket }.map { state.receivers.remove(at: $0) }
      }
      receiver?.continuation.resume(throwing: CancellationError())
    }
  }

  private func take(_ ticket: Int, _ continuation: CheckedContinuation<Element?, any Error>) {
    let (answer, sender) = state.withLock { state -> (Receiving, CheckedContinuation<Void, any Error>?) in
      if Task.isCancelled { return (.cancelled, nil) }
      if !state.elements.isEmpty {
        let element = state.elements.removeFirst()
        guard !state.senders.isEmpty else { return (.now(element), nil) }
        let sender = state.senders.removeFirst()
        state.elements.append(sender.element)
        return (.now(element), sender.continuation)
      }
      if state.isFinished { return (.now(nil), nil) }
      state.receivers.append((ticket, continuation))
      return (.later, nil)
    }
    sender?.resume()
    switch answer {
    case .now(let element): continuation.resume(returning: element)
    case .cancelled: continuation.resume(throwing: CancellationError())
    case .later: break
    }
  }

  /// Puts an element back that was received from here: its place is free, so that nobody waits, also in a task that was
  /// cancelled.
  func giveBack(_ element: Element) {
    let receiver = state.withLock { state -> CheckedContinuation<Element?, any Error>? in
      guard state.receivers.isEmpty else { return state.receivers.removeFirst().continuation }
      state.elements.append(element)
      return nil
    }
    receiver?.resume(returning: element)
  }

  /// Nothing follows.
  func finish() {
    let receivers = state.withLock { state in
      state.isFinished = true
      defer { state.receivers = [] }
      return state.receivers
    }
    for receiver in receivers { receiver.continuation.resume(returning: nil) }
  }
}
