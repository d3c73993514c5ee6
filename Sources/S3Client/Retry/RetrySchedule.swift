internal import ObjectStores
internal import StorageModel

/// Decides, for one request, whether and when to send it again. Pure: chance and time come in.
struct RetrySchedule {
  private let policy: RetryPolicy
  private(set) var attempts = 1

  init(_ policy: RetryPolicy) { self.policy = policy }

  /// The wait before the next attempt after `error`; nil when there is none. `elapsed` counts from the first attempt;
  /// `isKnown` says whether the endpoint has ever answered.
  mutating func delay(after error: StoreError, elapsed: Duration, random: UInt64, isKnown: Bool = true) -> Duration? {
    // Asked again, an endpoint that lists folder by folder does so again.
    guard error.isRetryable, !(error.cause is ListingOrderError), attempts < limit(error, isKnown: isKnown) else {
      return nil
    }
    var ceiling = policy.baseDelay
    for _ in 1..<attempts where ceiling < policy.maximumDelay { ceiling *= 2 }
    ceiling = min(ceiling, policy.maximumDelay)
    attempts += 1
    let fraction = Double(random >> 11) / Double(1 << 53)
    // What the server asks for counts in full, up to the cap that we set ourselves.
    let delay = max(ceiling * fraction, min(error.retryAfter ?? .zero, policy.maximumDelay * 3))
    return elapsed + delay <= policy.deadline ? delay : nil
  }

  private func limit(_ error: StoreError, isKnown: Bool) -> Int {
    switch error.code {
    case .invalidResponse, .checksumMismatch: min(policy.maximumAttempts, policy.maximumDoubtfulAttempts)
    case .unreachable, .timeout:
      isKnown ? policy.maximumAttempts : min(policy.maximumAttempts, policy.maximumFirstContactAttempts)
    default: policy.maximumAttempts
    }
  }
}
