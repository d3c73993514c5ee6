internal import Synchronization

/// The connections that only read. Whoever wants one while all are in use waits.
final class ReaderPool: Sendable {
  private let free: Mutex<[Connection]>
  private let slots = Signal()

  init(path: String, count: Int) throws(BlobStorageError) {
    var connections: [Connection] = []
    for _ in 0..<max(1, count) { connections.append(try Connection(path: path, isReadOnly: true)) }
    free = Mutex(connections)
    for _ in connections { slots.post() }
  }

  func read<Value>(_ body: (Connection) throws(BlobStorageError) -> Value) throws(BlobStorageError) -> Value {
    slots.wait()
    let connection = free.withLock { $0.popLast() }
    // Never: there are as many slots as connections.
    guard let connection else { throw BlobStorageError(.stopped, "the store is closed") }
    defer {
      free.withLock { $0.append(connection) }
      slots.post()
    }
    return try body(connection)
  }
}
