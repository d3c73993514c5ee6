internal import Synchronization

/// Tasks that wait for their share of something counted, first come, first served: the one waiting mechanism under
/// ``ByteBudget`` and ``ConcurrencyGate``.
///
/// Also a small request waits behind a large one, which would otherwise starve. Cancellation takes a waiter out of the
/// line with nothing taken.
final class WaitingLine: Sendable {
  private enum Ticket {
    /// Its continuation is on the way.
    case announced
    case waiting(amount: Int64, CheckedContinuation<Bool, Never>)
    /// Cancelled before its continuation arrived.
    case cancelled
  }

  private struct State {
    var capacity: Int64
    var taken: Int64 = 0
    /// In order of arrival; numbers ascend.
    var line: [(number: UInt64, ticket: Ticket)] = []
    var nextNumber: UInt64 = 0
  }

  private let state: Mutex<State>

  init(capacity: Int64) { state = Mutex(State(capacity: max(1, capacity))) }

  var capacity: Int64 { state.withLock(\.capacity) }
  var taken: Int64 { state.withLock(\.taken) }
  var waiterCount: Int { state.withLock(\.line.count) }

  /// More capacity lets waiters in; less lets those inside finish.
  func setCapacity(_ capacity: Int64) {
    let granted = state.withLock { state in
      state.capacity = max(1, capacity)
      return Self.grant(&state)
    }
    for continuation in granted { continuation.resume(returning: true) }
  }

  /// Takes `amount`, or all there is if it is more than that.
  func acquire(_ amount: Int64) async throws(CancellationError) {
    if Task.isCancelled { throw CancellationError() }
    let number: UInt64? = state.withLock { state in
      if state.line.isEmpty, Self.fits(amount, state) {
        state.taken += amount
        return nil
      }
      state.nextNumber += 1
      state.line.append((state.nextNumber, .announced))
      return state.nextNumber
    }
    guard let number else { return }
    let isGranted = await withTaskCancellationHandler {
      await withCheckedContinuation { wait(number, amount, $0) }
    } onCancel: {
      cancel(number)
    }
    guard isGranted else { throw CancellationError() }
  }

  func release(_ amount: Int64) {
    let granted = state.withLock { state in
      state.taken -= amount
      return Self.grant(&state)
    }
    for continuation in granted { continuation.resume(returning: true) }
  }

  private func wait(_ number: UInt64, _ amount: Int64, _ continuation: CheckedContinuation<Bool, Never>) {
    var isCancelled = false
    let granted = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
      guard let index = state.line.firstIndex(where: { $0.number == number }) else { return [] }
      if case .cancelled = state.line[index].ticket {
        state.line.remove(at: index)
        isCancelled = true
      } else {
        state.line[index].ticket = .waiting(amount: amount, continuation)
      }
      return Self.grant(&state)
    }
    if isCancelled { continuation.resume(returning: false) }
    for continuation in granted { continuation.resume(returning: true) }
  }

  /// A ticket that is gone was granted a moment ago: whoever holds it finds out by itself that it is cancelled.
  private func cancel(_ number: UInt64) {
    var cancelled: CheckedContinuation<Bool, Never>?
    let granted = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
      guard let index = state.line.firstIndex(where: { $0.number == number }) else { return [] }
      if case .waiting(_, let continuation) = state.line[index].ticket {
        cancelled = continuation
        state.line.remove(at: index)
      } else {
        state.line[index].ticket = .cancelled
      }
      return Self.grant(&state)
    }
    cancelled?.resume(returning: false)
    for continuation in granted { continuation.resume(returning: true) }
  }

  private static func grant(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
    var granted: [CheckedContinuation<Bool, Never>] = []
    while case .waiting(let amount, let continuation)? = state.line.first?.ticket, fits(amount, state) {
      state.taken += amount
      granted.append(continuation)
      state.line.removeFirst()
    }
    return granted
  }

  /// What is larger than everything runs alone instead of never.
  private static func fits(_ amount: Int64, _ state: State) -> Bool {
    state.taken == 0 || amount <= state.capacity - state.taken
  }
}
