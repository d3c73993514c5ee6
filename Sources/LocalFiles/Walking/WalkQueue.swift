internal import Glibc
internal import Synchronization

/// Batches between the walking thread, which blocks while the queue is full, and one consumer, which suspends while it
/// is empty.
final class WalkQueue: @unchecked Sendable {
  private struct State {
    var batches: [WalkBatch] = []
    var isFinished = false
    var isCancelled = false
    var failure: LocalError?
    var waiter: CheckedContinuation<WalkBatch?, any Error>?
  }

  private let state = Mutex(State())
  /// Counts free places. sem_t is made for use by many threads: that is why the class may be Sendable.
  private let space: UnsafeMutablePointer<sem_t>

  init(capacity: Int) {
    space = .allocate(capacity: 1)
    sem_init(space, 0, UInt32(clamping: capacity))
  }

  deinit {
    sem_destroy(space)
    space.deallocate()
  }

  /// For the thread: waits for a place; false when nobody wants more.
  func put(_ batch: WalkBatch) -> Bool {
    while sem_wait(space) != 0 {}
    let (isWanted, waiter) = state.withLock { state -> (Bool, CheckedContinuation<WalkBatch?, any Error>?) in
      if state.isCancelled { return (false, nil) }
      let waiter = state.waiter
      state.waiter = nil
      if waiter == nil { state.batches.append(batch) }
      return (true, waiter)
    }
    if let waiter {
      sem_post(space)
      waiter.resume(returning: batch)
    }
    return isWanted
  }

  /// For the thread: nothing follows.
  func finish(_ failure: LocalError?) {
    let waiter = state.withLock { state in
      state.isFinished = true
      state.failure = failure
      defer { state.waiter = nil }
      return state.waiter
    }
    if let failure { waiter?.resume(throwing: failure) } else { waiter?.resume(returning: nil) }
  }

  /// Lets the thread and the consumer go. May be called from anywhere, more than once.
  func cancel() {
    let waiter = state.withLock { state in
      state.isCancelled = true
      state.batches = []
      defer { state.waiter = nil }
      return state.waiter
    }
    sem_post(space)
    waiter?.resume(throwing: CancellationError())
  }

  func next() async throws -> WalkBatch? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in take(continuation) }
    } onCancel: {
      cancel()
    }
  }

  private func take(_ continuation: CheckedContinuation<WalkBatch?, any Error>) {
    enum Answer {
      case later
      case now(WalkBatch?)
      case failed(any Error)
    }
    let answer = state.withLock { state -> Answer in
      if state.isCancelled { return .failed(CancellationError()) }
      if !state.batches.isEmpty { return .now(state.batches.removeFirst()) }
      if let failure = state.failure { return .failed(failure) }
      if state.isFinished { return .now(nil) }
      state.waiter = continuation
      return .later
    }
    switch answer {
    case .later: break
    case .now(let batch):
      if batch != nil { sem_post(space) }
      continuation.resume(returning: batch)
    case .failed(let error): continuation.resume(throwing: error)
    }
  }
}
