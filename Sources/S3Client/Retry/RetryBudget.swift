internal import Synchronization

/// The retries that all requests of a service may still make: each takes one, each success gives a tenth back.
///
/// An endpoint that fails everything so gets hardly more than the plain load; retries of a thousand requests in
/// parallel do not multiply it.
final class RetryBudget: Sendable {
  private let tenths: Mutex<Int>
  private let capacity: Int

  init(_ retries: Int) {
    capacity = max(0, min(retries, 1 << 30)) * 10
    tenths = Mutex(capacity)
  }

  /// False when nothing is left.
  func take() -> Bool {
    tenths.withLock { tenths in
      guard tenths >= 10 else { return false }
      tenths -= 10
      return true
    }
  }

  /// A first attempt succeeded.
  func earn() {
    tenths.withLock { $0 = min($0 + 1, capacity) }
  }
}
