internal import Glibc
internal import Synchronization

/// An S3 endpoint on a free loopback port that misbehaves as its rules say, over a model in memory.
///
/// One thread accepts, one thread serves each connection; tests stay free of timing because every fault is tied to a
/// request and a byte, never to a moment.
package final class StubServer: Sendable {
  struct State {
    var model = StubModel()
    var script = StubScript()
    var records: [StubRecord] = []
    var requests = 0
    var connections = 0
    var open: Set<Int32> = []
    var isStopped = false
  }

  let state = Mutex(State())
  private let listener: Int32
  /// Where the server listens.
  package let port: UInt16

  /// Starts the server with one empty bucket. Throws when no socket is to be had.
  package init(bucket: String = "bucket") throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw StubFailure(operation: "socket", errno: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && listen(descriptor, 256) == 0
          && getsockname(descriptor, generic, &length) == 0
      }
    }
    guard bound else {
      let failure = StubFailure(operation: "bind", errno: errno)
      close(descriptor)
      throw failure
    }
    self.listener = descriptor
    self.port = UInt16(bigEndian: address.sin_port)
    state.withLock { $0.model.buckets[bucket] = [:] }
    startThread { [self] in acceptConnections() }
  }

  /// `http://127.0.0.1:PORT`
  package var endpoint: String { "http://127.0.0.1:\(port)" }

  /// Closes the listener and every connection. The server cannot be started again.
  package func stop() {
    let connections = state.withLock { state -> Set<Int32> in
      guard !state.isStopped else { return [] }
      state.isStopped = true
      return state.open
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in connections { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  package func add(_ rules: StubRule...) {
    state.withLock { state in
      for rule in rules { state.script.add(rule) }
    }
  }

  package func clearRules() { state.withLock { $0.script.clear() } }

  /// Forgets what was recorded and counts requests from 1 again; the model stays.
  package func clearRecords() {
    state.withLock { state in
      state.records = []
      state.requests = 0
    }
  }

  /// The requests so far, in the order of their arrival.
  package var records: [StubRecord] { state.withLock { $0.records.sorted { $0.number < $1.number } } }

  /// How many requests of each operation came.
  package var operationCounts: [String: Int] {
    records.reduce(into: [:]) { counts, record in counts[record.operation, default: 0] += 1 }
  }

  /// Sends an answer that nobody asked for on every open connection. Over loopback it waits there when this returns.
  package func sendUnasked(_ response: StubResponse) {
    let bytes = response.serialized(date: httpDate(secondsNow()))
    for descriptor in state.withLock({ $0.open }) {
      _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
  }

  package var connectionCount: Int { state.withLock { $0.connections } }

  /// Reads or changes the model between requests.
  @discardableResult
  package func withModel<Result: Sendable>(_ body: @Sendable (inout StubModel) throws -> Result) rethrows -> Result {
    try state.withLock { state in try body(&state.model) }
  }

  private func acceptConnections() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        break
      }
      // A child that a test starts must not keep the connection open.
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var one: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      let number = state.withLock { state -> Int? in
        guard !state.isStopped else { return nil }
        state.connections += 1
        state.open.insert(descriptor)
        return state.connections
      }
      guard let number else {
        close(descriptor)
        continue
      }
      startThread { [self] in
        StubConnection(server: self, descriptor: descriptor, number: number).serve()
        state.withLock { _ = $0.open.remove(descriptor) }
        close(descriptor)
      }
    }
    close(listener)
  }
}

/// A call of the operating system that failed.
package struct StubFailure: Error {
  package var operation: String
  package var errno: Int32
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` on a detached thread of its own.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  pthread_attr_setstacksize(&attributes, 1 << 20)
  var thread = pthread_t()
  let box = Unmanaged.passRetained(ThreadBody(body))
  if pthread_create(&thread, &attributes, runThread, box.toOpaque()) != 0 { box.release() }
  pthread_attr_destroy(&attributes)
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
  return nil
}
