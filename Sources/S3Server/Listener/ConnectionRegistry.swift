internal import NIOCore
internal import Synchronization

/// The open connections: counts them against the limit, and tells them when the daemon ends.
final class ConnectionRegistry: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isDraining = false
  }

  private let state = Mutex(State())
  private let limit: Int
  private let draining = Atomic(false)

  init(limit: Int) { self.limit = limit }

  /// True once ``drain()`` was called: answers say Connection: close.
  var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// False when there are too many already, or the daemon ends.
  func add(_ channel: any Channel) -> Bool {
    state.withLock { state in
      guard !state.isDraining, state.channels.count < limit else { return false }
      state.channels[ObjectIdentifier(channel)] = channel
      return true
    }
  }

  func remove(_ channel: any Channel) {
    state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  var count: Int { state.withLock { $0.channels.count } }

  /// Closes idle connections, and the others after the answer under way.
  func drain() {
    draining.store(true, ordering: .relaxed)
    let channels = state.withLock { state in
      state.isDraining = true
      return Array(state.channels.values)
    }
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  /// Closes what is left.
  func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }
}
