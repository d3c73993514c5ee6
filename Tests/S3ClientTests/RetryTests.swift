import ObjectStores
import StorageModel
import Synchronization
import Testing

@testable import S3Client

@Suite struct RetryTests {
  private func error(_ code: StoreError.Code, retryAfter: Duration? = nil, status: Int? = nil) -> StoreError {
    StoreError(code, operation: "X", httpStatus: status, message: "no", retryAfter: retryAfter)
  }

  @Test func delaysDoubleUpToTheCap() {
    var schedule = RetrySchedule(RetryPolicy())
    let delays = (0..<9).map { _ in schedule.delay(after: error(.serverError), elapsed: .zero, random: .max) }
    let seconds = delays.map {
      $0.map { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 } ?? -1
    }
    for (delay, ceiling) in zip(seconds, [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0]) {
      #expect(delay <= ceiling && delay > ceiling * 0.999)
    }
    #expect(schedule.delay(after: error(.serverError), elapsed: .zero, random: .max) == nil)
  }

  @Test func whatIsNotRepeated() {
    for code in [StoreError.Code.noSuchKey, .accessDenied, .preconditionFailed, .cancelled, .sourceFailed, .tls] {
      var schedule = RetrySchedule(RetryPolicy())
      #expect(schedule.delay(after: error(code), elapsed: .zero, random: 0) == nil)
    }
    var late = RetrySchedule(RetryPolicy())
    #expect(late.delay(after: error(.timeout), elapsed: .seconds(600), random: .max) == nil)
    var asked = RetrySchedule(RetryPolicy())
    #expect(asked.delay(after: error(.slowDown, retryAfter: .seconds(7)), elapsed: .zero, random: 0) == .seconds(7))
    var doubtful = RetrySchedule(RetryPolicy())
    let tries = (0..<5).filter { _ in doubtful.delay(after: error(.invalidResponse), elapsed: .zero, random: 0) != nil }
    #expect(tries.count == 2)
    var stranger = RetrySchedule(RetryPolicy())
    let first = (0..<5).filter { _ in
      stranger.delay(after: error(.unreachable), elapsed: .zero, random: 0, isKnown: false) != nil
    }
    #expect(first.count == 2)
  }

  @Test func sleepsAndSucceeds() async throws {
    let world = TestEnvironment()
    let retrier = Retrier(RetryPolicy(), world.environment)
    let value = try await retrier.run { (attempt, last) async throws(StoreError) -> Int in
      if attempt < 4 { throw error(.slowDown, status: 503) }
      return last?.code == .slowDown ? attempt : 0
    }
    #expect(value == 4 && world.sleeps.count == 3 && retrier.retryCount == 3)
  }

  @Test func theBudgetIsShared() async throws {
    var policy = RetryPolicy()
    policy.budget = 5
    let world = TestEnvironment()
    let retrier = Retrier(policy, world.environment)
    let attempts = Mutex(0)
    for _ in 0..<20 {
      await #expect(throws: StoreError.self) {
        try await retrier.run { (_, _) async throws(StoreError) -> Int in
          attempts.withLock { $0 += 1 }
          throw error(.serverError, status: 500)
        }
      }
    }
    #expect(attempts.withLock { $0 } == 25)
    for _ in 0..<10 { _ = try await retrier.run { (_, _) async throws(StoreError) in 1 } }
    await #expect(throws: StoreError.self) {
      try await retrier.run { (_, _) async throws(StoreError) -> Int in
        attempts.withLock { $0 += 1 }
        throw error(.serverError, status: 500)
      }
    }
    #expect(attempts.withLock { $0 } == 27)
  }

  @Test func cancellationEndsTheWaiting() async throws {
    let world = TestEnvironment()
    let retrier = Retrier(RetryPolicy(), world.environment)
    let task = Task {
      try await retrier.run { (_, _) async throws(StoreError) -> Int in
        withUnsafeCurrentTask { $0?.cancel() }
        throw error(.serverError)
      }
    }
    await #expect(throws: StoreError.self) { try await task.value }
    #expect(world.sleeps.isEmpty)
  }

  @Test func multipartTagOfParts() {
    // Two empty parts: MD5 of twice the MD5 of nothing.
    let part = UploadedPart(number: 1, etag: ETag("d41d8cd98f00b204e9800998ecf8427e"), sizeBytes: 0)
    #expect(multipartETag(of: [part, part]) == ETag("5873dd45edd01f09c1ef2e7819369e8e-2"))
    #expect(multipartETag(of: []) == nil)
    #expect(multipartETag(of: [UploadedPart(number: 1, etag: ETag("x"), sizeBytes: 0)]) == nil)
  }
}
