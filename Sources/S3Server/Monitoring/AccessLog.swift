internal import Dispatch
internal import Glibc
internal import Synchronization

/// The access log: one line of JSON for each request, appended to a file or to standard output by a thread of its own.
/// A disk that cannot keep up costs lines, never memory without bound and never a request.
final class AccessLog: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    var isScheduled = false
    var dropped: UInt64 = 0
    var file: Int32
  }

  private static let limitBytes = 4 << 20

  /// nil for standard output.
  private let path: String?
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "cairn.access-log")

  /// Opens or makes the file, mode 0640; `-` is standard output. Throws ``DaemonError``.
  init(_ path: String) throws(DaemonError) {
    self.path = path == "-" ? nil : path
    state = Mutex(State(file: path == "-" ? STDOUT_FILENO : try Self.open(path)))
  }

  func append(_ line: [UInt8]) {
    let mustSchedule = state.withLock { state in
      guard state.waiting.count + line.count <= Self.limitBytes else {
        state.dropped += 1
        return false
      }
      state.waiting += line
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if mustSchedule { queue.async { [self] in flush() } }
  }

  /// Goes on in a new file of the same name, after the old one was moved away. Throws ``DaemonError``; then the old one
  /// stays.
  func reopen() throws(DaemonError) {
    guard let path else { return }
    let file = try Self.open(path)
    queue.async { [self] in
      let old = state.withLock { state in
        defer { state.file = file }
        return state.file
      }
      close(old)
    }
  }

  /// Waits until everything is written.
  func drain() { queue.sync { flush() } }

  private func flush() {
    let (bytes, file, dropped) = state.withLock { state in
      defer {
        state.waiting = []
        state.isScheduled = false
        state.dropped = 0
      }
      return (state.waiting, state.file, state.dropped)
    }
    var text = bytes
    if dropped > 0 { text += "{\"dropped\":\(dropped)}\n".utf8 }
    var position = 0
    while position < text.count {
      let count = text[position...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count > 0 || (count < 0 && errno == EINTR) else { return }
      position += max(0, count)
    }
  }

  private static func open(_ path: String) throws(DaemonError) -> Int32 {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard file >= 0 else {
      throw DaemonError(.badConfiguration, "cannot open the access log \(path): \(String(cString: strerror(errno)))")
    }
    return file
  }
}
