internal import Synchronization

/// How many requests of each principal are under way, so that one that sends without measure leaves room for others.
final class KeyLoad: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// False when there are too many already. Each success is followed by one ``leave(_:)``.
  func enter(_ name: String) -> Bool {
    counts.withLock { counts in
      let count = counts[name, default: 0]
      guard count < limit else { return false }
      counts[name] = count + 1
      return true
    }
  }

  func leave(_ name: String) {
    counts.withLock { counts in
      guard let count = counts[name] else { return }
      counts[name] = count > 1 ? count - 1 : nil
    }
  }
}
