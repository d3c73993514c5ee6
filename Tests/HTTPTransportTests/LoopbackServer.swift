import Glibc
import Synchronization

/// One accepted connection, served on a thread of its own by a script of a test.
final class LoopbackConnection: @unchecked Sendable {
  // Only the connection's own thread uses the variables.
  let descriptor: Int32
  /// Counts from 0 in the order of acceptance.
  let index: Int
  private var buffer: [UInt8] = []
  /// The connection is to end by RST.
  private(set) var isReset = false

  init(descriptor: Int32, index: Int) {
    self.descriptor = descriptor
    self.index = index
  }

  /// The next request's line and header, without the empty line; nil when the client has closed.
  func readHead() -> String? {
    let end: [UInt8] = [13, 10, 13, 10]
    while true {
      if let range = buffer.firstRange(of: end) {
        let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return head
      }
      guard fill() else { return nil }
    }
  }

  /// Exactly `count` bytes, fewer when the client has closed.
  func read(_ count: Int) -> [UInt8] {
    while buffer.count < count, fill() {}
    let taken = Array(buffer.prefix(count))
    buffer.removeFirst(taken.count)
    return taken
  }

  /// Returns when the client closes.
  func readUntilClosed() {
    while fill() { buffer.removeAll() }
  }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// An answer with a body and its length.
  func answer(_ status: String = "200 OK", headers: String = "", body: [UInt8] = []) {
    write("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\n\(headers)\r\n")
    if !body.isEmpty { write(body) }
  }

  /// Ends the connection by RST.
  func reset() {
    isReset = true
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }

  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }
}

/// A server on 127.0.0.1 whose every connection runs a script of the test, to its end.
final class LoopbackServer: Sendable {
  typealias Script = @Sendable (LoopbackConnection) -> Void

  let port: UInt16
  private let listener: Int32
  private let accepted = Mutex(0)
  private let script: Script

  init(_ script: @escaping Script) throws {
    self.script = script
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw LoopbackError() }
    port = UInt16(bigEndian: address.sin_port)
    startThread(Box { [self] in acceptAll() })
  }

  /// Call it at the end of the test: the thread that accepts ends.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  var url: String { "http://127.0.0.1:\(port)" }

  var connectionCount: Int { accepted.withLock { $0 } }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var one: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      let index = accepted.withLock { count in
        count += 1
        return count - 1
      }
      startThread(
        Box { [script] in
          let connection = LoopbackConnection(descriptor: descriptor, index: index)
          script(connection)
          // A child that another test started right now may have inherited the descriptor, which would keep the
          // connection open.
          if !connection.isReset { shutdown(descriptor, Int32(SHUT_RDWR)) }
          close(descriptor)
        })
    }
    close(listener)
  }
}

struct LoopbackError: Error {}

private final class Box: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func startThread(_ box: Box) {
  var thread = pthread_t()
  let context = Unmanaged.passRetained(box).toOpaque()
  pthread_create(&thread, nil, runBox, context)
  pthread_detach(thread)
}

private func runBox(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
  return nil
}
