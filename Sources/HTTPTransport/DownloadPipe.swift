internal import Synchronization

/// The bytes of a streamed response body between the engine's thread that receives them and the task that writes
/// them: up to 256 KiB and one buffer of curl wait.
final class DownloadPipe: Sendable {
  /// What became of bytes that the engine offered.
  enum Offer {
    case taken
    /// Too much waits: the engine pauses the transfer and is told when to go on.
    case full
    /// The writer failed.
    case refused
  }

  private struct State {
    var waiting: [UInt8] = []
    var isFull = false
    var isEnded = false
    var failure: (any Error)?
    var reader: CheckedContinuation<Void, Never>?
  }

  private static let capacityBytes = 256 << 10
  private let state = Mutex(State())

  /// Engine thread.
  func offer(_ bytes: UnsafeRawBufferPointer) -> Offer {
    let (result, reader) = state.withLock { state -> (Offer, CheckedContinuation<Void, Never>?) in
      if state.failure != nil { return (.refused, nil) }
      guard state.waiting.count < Self.capacityBytes else {
        state.isFull = true
        return (.full, nil)
      }
      state.waiting.append(contentsOf: bytes)
      let reader = state.reader
      state.reader = nil
      return (.taken, reader)
    }
    reader?.resume()
    return result
  }

  /// No more bytes come; `discarding` drops those that wait, after a failure. Engine thread.
  func end(discarding: Bool) {
    let reader = state.withLock { state in
      state.isEnded = true
      if discarding { state.waiting = [] }
      let reader = state.reader
      state.reader = nil
      return reader
    }
    reader?.resume()
  }

  /// The next bytes, nil at the end; `mustResume` when the engine paused and must be told.
  func next() async -> (bytes: [UInt8]?, mustResume: Bool) {
    await withCheckedContinuation { continuation in
      let mustWait = state.withLock { state in
        guard state.waiting.isEmpty, !state.isEnded else { return false }
        state.reader = continuation
        return true
      }
      if !mustWait { continuation.resume() }
    }
    return state.withLock { state in
      guard !state.waiting.isEmpty else { return (nil, false) }
      let bytes = state.waiting
      state.waiting = []
      let mustResume = state.isFull
      state.isFull = false
      return (bytes, mustResume)
    }
  }

  /// The writer failed: the transfer fails with `error`.
  func fail(_ error: any Error) {
    state.withLock { state in
      state.failure = error
      state.waiting = []
    }
  }

  /// What the writer threw.
  var failure: (any Error)? { state.withLock { $0.failure } }
}
