import Glibc
import Synchronization

/// Standard output or standard error: collects bytes and hands them to write(2) in large pieces.
///
/// The standard library's own output is block-buffered on a pipe and cannot report a reader that went away. Writing
/// may block for as long as the reader does not read: that is the backpressure which a pipe is for.
final class ByteOutput: Sendable {
  /// The reader is gone (EPIPE), or the device is full.
  struct WriteError: Error { let errno: Int32 }

  private struct State {
    var pending: [UInt8] = []
    var isBroken = false
  }

  let descriptor: Int32
  private let bufferBytes: Int
  private let state = Mutex(State())

  /// `bufferBytes` of 0 writes each call through at once.
  init(descriptor: Int32, bufferBytes: Int) {
    self.descriptor = descriptor
    self.bufferBytes = bufferBytes
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  func write(_ bytes: some Collection<UInt8>) throws(WriteError) {
    try state.withLock { state throws(WriteError) in
      state.pending.append(contentsOf: bytes)
      if state.pending.count >= bufferBytes { try drain(&state) }
    }
  }

  /// Writes `text` and a line break.
  func writeLine(_ text: String) throws(WriteError) {
    var bytes = Array(text.utf8)
    bytes.append(UInt8(ascii: "\n"))
    try write(bytes)
  }

  func flush() throws(WriteError) {
    try state.withLock { state throws(WriteError) in try drain(&state) }
  }

  private func drain(_ state: inout State) throws(WriteError) {
    guard !state.isBroken else { throw WriteError(errno: EPIPE) }
    var written = 0
    while written < state.pending.count {
      let count = state.pending.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return Glibc.write(descriptor, base + written, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        state.isBroken = true
        state.pending.removeAll()
        throw WriteError(errno: errno)
      }
    }
    state.pending.removeAll(keepingCapacity: true)
  }
}
