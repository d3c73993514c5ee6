/// How often and how fast a request that failed is sent again.
package struct RetryPolicy: Hashable, Sendable {
  /// The first one included.
  package var maximumAttempts = 10
  /// For answers that are none and checksums that do not agree: once may be an accident of the line, thrice is the
  /// server.
  package var maximumDoubtfulAttempts = 3
  /// As long as nothing of this endpoint was ever heard: a wrong URL must not take minutes to be called one.
  package var maximumFirstContactAttempts = 3
  /// The wait before the n-th retry is uniformly random between 0 and `baseDelay` · 2^(n-1), at most ``maximumDelay``
  /// (full jitter): many clients that failed together do not come back together.
  package var baseDelay: Duration = .milliseconds(100)
  package var maximumDelay: Duration = .seconds(20)
  /// From the first attempt on; no retry begins after it.
  package var deadline: Duration = .seconds(600)
  /// What all requests of a service share: so many retries may be under way beyond those that successes earned.
  package var budget = 200

  package init() {}

  /// Sends everything once.
  package static var never: RetryPolicy {
    var policy = RetryPolicy()
    policy.maximumAttempts = 1
    return policy
  }
}
