internal import Synchronization

/// The bytes of a streamed request body between the task that reads them and the engine's thread that sends them: at
/// most two pieces wait.
final class UploadPipe: Sendable {
  /// What the engine gets.
  enum Pull {
    case bytes(Int)
    /// Nothing there yet: the engine pauses the transfer and is told when there is.
    case starved
    case ended
    case failed(any Error)
  }

  /// What became of a piece that was pushed.
  struct Push {
    /// The engine paused for want of bytes and must be told.
    var mustResume: Bool
    /// The transfer is over: nothing more is wanted.
    var isClosed: Bool
  }

  private struct State {
    var pieces: [[UInt8]] = []
    var offset = 0
    var isEnded = false
    var failure: (any Error)?
    var isStarved = false
    var isClosed = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private static let capacity = 2
  private let state = Mutex(State())

  /// Moves waiting bytes into curl's buffer. Engine thread.
  func pull(into buffer: UnsafeMutableRawBufferPointer) -> Pull {
    let (result, waiter) = state.withLock { state -> (Pull, CheckedContinuation<Void, Never>?) in
      if let failure = state.failure { return (.failed(failure), nil) }
      guard let piece = state.pieces.first else {
        if state.isEnded { return (.ended, nil) }
        state.isStarved = true
        return (.starved, nil)
      }
      let count = min(buffer.count, piece.count - state.offset)
      piece.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[state.offset..<state.offset + count]))
      }
      state.offset += count
      guard state.offset == piece.count else { return (.bytes(count), nil) }
      state.pieces.removeFirst()
      state.offset = 0
      let waiter = state.waiter
      state.waiter = nil
      return (.bytes(count), waiter)
    }
    waiter?.resume()
    return result
  }

  /// Adds a piece that is not empty; ``waitForSpace()`` comes before it.
  func push(_ piece: [UInt8]) -> Push {
    change { $0.pieces.append(piece) }
  }

  /// No more pieces.
  func end() -> Push {
    change { $0.isEnded = true }
  }

  /// The source failed; the transfer fails with `error`.
  func fail(_ error: any Error) -> Push {
    change { $0.failure = error }
  }

  /// Returns when a piece may be pushed, or at once when the transfer is over.
  func waitForSpace() async {
    await withCheckedContinuation { continuation in
      let isFull = state.withLock { state in
        guard !state.isClosed, state.pieces.count >= Self.capacity else { return false }
        state.waiter = continuation
        return true
      }
      if !isFull { continuation.resume() }
    }
  }

  /// The transfer is over: drops what waits, wakes who waits. Engine thread.
  func close() {
    let waiter = state.withLock { state in
      state.isClosed = true
      state.pieces = []
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  private func change(_ body: (inout State) -> Void) -> Push {
    state.withLock { state in
      guard !state.isClosed else { return Push(mustResume: false, isClosed: true) }
      body(&state)
      let mustResume = state.isStarved
      state.isStarved = false
      return Push(mustResume: mustResume, isClosed: false)
    }
  }
}
