internal import Synchronization

/// What a transport did since it was made, for summaries.
package struct TransportCounters: Hashable, Sendable {
  package var requests: Int64 = 0
  /// Bytes of bodies, without headers and TLS.
  package var sentBytes: Int64 = 0
  /// Bytes of bodies, without headers and TLS.
  package var receivedBytes: Int64 = 0
  package var connectionsOpened: Int64 = 0
  package var failures: Int64 = 0

  package init() {}
}

/// Counters that many threads add to.
final class CounterCell: Sendable {
  private let requests = Atomic<Int64>(0)
  private let sentBytes = Atomic<Int64>(0)
  private let receivedBytes = Atomic<Int64>(0)
  private let connectionsOpened = Atomic<Int64>(0)
  private let failures = Atomic<Int64>(0)

  /// Counts one finished exchange.
  func add(sent: Int64, received: Int64, connections: Int64, failed: Bool) {
    requests.wrappingAdd(1, ordering: .relaxed)
    sentBytes.wrappingAdd(sent, ordering: .relaxed)
    receivedBytes.wrappingAdd(received, ordering: .relaxed)
    connectionsOpened.wrappingAdd(connections, ordering: .relaxed)
    if failed { failures.wrappingAdd(1, ordering: .relaxed) }
  }

  var snapshot: TransportCounters {
    var counters = TransportCounters()
    counters.requests = requests.load(ordering: .relaxed)
    counters.sentBytes = sentBytes.load(ordering: .relaxed)
    counters.receivedBytes = receivedBytes.load(ordering: .relaxed)
    counters.connectionsOpened = connectionsOpened.load(ordering: .relaxed)
    counters.failures = failures.load(ordering: .relaxed)
    return counters
  }
}
