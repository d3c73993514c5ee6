internal import ObjectStores
package import StorageModel
internal import Synchronization

/// Sends requests again after failures that may pass: the one place that does.
///
/// It sleeps outside of any connection or slot. Only what may be repeated must be given to it.
package final class Retrier: Sendable {
  private let policy: RetryPolicy
  private let budget: RetryBudget
  private let environment: ClientEnvironment
  private let retries = Atomic<Int64>(0)
  private let isKnown = Atomic<Bool>(false)

  package init(_ policy: RetryPolicy, _ environment: ClientEnvironment) {
    self.policy = policy
    self.environment = environment
    budget = RetryBudget(policy.budget)
  }

  /// Attempts beyond the first, so far.
  package var retryCount: Int64 { retries.load(ordering: .relaxed) }

  /// ``run(mayRepeat:_:)`` for a write that makes another version where it is done twice: says in its result since when
  /// an earlier attempt may have been done.
  func write(
    _ body: @Sendable (_ last: StoreError?) async throws(StoreError) -> WriteResult
  ) async throws(StoreError) -> WriteResult {
    let unanswered = Mutex<Duration?>(nil)
    return try await run { (_, last) async throws(StoreError) in
      let begun = environment.uptime()
      do throws(StoreError) {
        var result = try await body(last)
        // The connection may have sent it again by itself.
        let since = unanswered.withLock { $0 } ?? (result.unansweredFor == nil ? nil : begun)
        result.unansweredFor = since.map { environment.uptime() - $0 }
        return result
      } catch {
        if error.leavesOutcomeOpen { unanswered.withLock { $0 = $0 ?? begun } }
        throw error
      }
    }
  }

  /// Runs `body` until it succeeds, or fails for good. It gets the number of the attempt, from 1, and what the one
  /// before failed with. `mayRepeat` is asked after each failure.
  package func run<Value: Sendable>(
    mayRepeat: @Sendable () -> Bool = { true },
    _ body: @Sendable (_ attempt: Int, _ last: StoreError?) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    var schedule = RetrySchedule(policy)
    let start = environment.uptime()
    var last: StoreError?
    while true {
      do throws(StoreError) {
        let value = try await body(schedule.attempts, last)
        isKnown.store(true, ordering: .relaxed)
        if last == nil { budget.earn() }
        return value
      } catch {
        let attempts = schedule.attempts
        if error.httpStatus != nil { isKnown.store(true, ordering: .relaxed) }
        guard !Task.isCancelled, mayRepeat(),
          let delay = schedule.delay(
            after: error, elapsed: environment.uptime() - start, random: environment.random(),
            isKnown: isKnown.load(ordering: .relaxed)), budget.take()
        else { throw Self.final(error, attempts: attempts) }
        last = error
        retries.wrappingAdd(1, ordering: .relaxed)
        try await sleep(delay, error)
      }
    }
  }

  private func sleep(_ delay: Duration, _ error: StoreError) async throws(StoreError) {
    do {
      try await environment.sleep(delay)
    } catch {
      throw StoreError(.cancelled, operation: "retry", message: "cancelled while waiting for the next attempt")
    }
  }

  private static func final(_ error: StoreError, attempts: Int) -> StoreError {
    guard attempts > 1, error.isRetryable else { return error }
    var error = error
    error.message += " (after \(attempts) attempts)"
    return error
  }
}
