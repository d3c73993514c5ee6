import FolderFixtures
import Glibc
import Synchronization

/// A port before a server that loses one answer: of the first request that begins with certain words, whose connection
/// it ends when the server has answered. Everything else goes through.
final class LosingRelay: Sendable {
  let port: Int
  private let listener: Int32
  private let loss: Loss

  var endpoint: String { "http://127.0.0.1:\(port)" }
  /// How many answers were lost so far.
  var lost: Int { loss.count.load(ordering: .sequentiallyConsistent) }

  init(to target: Int, answersOf words: String) throws {
    port = try freePort()
    loss = Loss(words: Array(words.utf8))
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listener = descriptor
    guard withLoopback(port, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 64) == 0 else {
      throw SystemFailure("listen")
    }
    let loss = loss
    startThread {
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        startThread { relay(client, to: target) { loss.concerns($0) } }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private final class Loss: Sendable {
    let words: [UInt8]
    let count = Atomic<Int>(0)

    init(words: [UInt8]) { self.words = words }

    /// True for the first such request.
    func concerns(_ request: ArraySlice<UInt8>) -> Bool {
      request.starts(with: words)
        && count.compareExchange(expected: 0, desired: 1, ordering: .sequentiallyConsistent).exchanged
    }
  }
}

/// Moves bytes both ways until one side ends. `loses` says of bytes from the client that their answer is to be lost.
private func relay(_ client: Int32, to port: Int, _ loses: (ArraySlice<UInt8>) -> Bool) {
  let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer {
    close(client)
    close(server)
  }
  guard withLoopback(port, { connect(server, $0, $1) }) == 0 else { return }
  var isLosing = false
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    var sides = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&sides, 2, -1) > 0 else { return }
    for (side, other) in [(0, server), (1, client)] where sides[side].revents != 0 {
      let count = read(sides[side].fd, &buffer, buffer.count)
      guard count > 0 else { return }
      if side == 0, loses(buffer[..<count]) { isLosing = true }
      if side == 1, isLosing { return }
      var sent = 0
      while sent < count {
        let written = buffer.withUnsafeBytes { bytes in
          bytes.baseAddress.map { send(other, $0 + sent, count - sent, Int32(MSG_NOSIGNAL)) } ?? -1
        }
        guard written > 0 else { return }
        sent += written
      }
    }
  }
}
