import StorageModel
import Testing
import Transfers

/// The width follows what more requests bring: simulated endpoints, no clock.
@Suite struct AdaptiveConcurrencyTests {
  /// An endpoint that answers after `latency`, and at most `capacity` requests a second.
  private func run(
    latency: Double, capacity: Double, seconds: Double, _ adaptive: inout AdaptiveConcurrency, from start: Double = 0
  ) {
    var time = start
    while time < start + seconds {
      let rate = min(Double(adaptive.limit) / latency, capacity)
      time += 1 / rate
      adaptive.finished(.success(bytes: 0), isFull: true, now: .seconds(time))
    }
  }

  @Test func growsWithLatency() {
    var far = AdaptiveConcurrency()
    run(latency: 0.2, capacity: 1e6, seconds: 60, &far)
    #expect(far.limit == 256)
    var near = AdaptiveConcurrency()
    run(latency: 0.001, capacity: 2000, seconds: 60, &near)
    #expect(near.limit <= 32)
    #expect(near.limit >= 4)
  }

  @Test func settlesNearTheCapacity() {
    var adaptive = AdaptiveConcurrency()
    // 20 ms and 2,000 requests a second: 40 at once fill it.
    run(latency: 0.02, capacity: 2000, seconds: 60, &adaptive)
    #expect((32...64).contains(adaptive.limit), "\(adaptive.limit)")
  }

  @Test func halvesAtSlowDownOnceASecond() {
    var adaptive = AdaptiveConcurrency(initial: 128)
    for _ in 0..<50 { adaptive.finished(.slowDown, isFull: true, now: .seconds(5)) }
    #expect(adaptive.limit == 64)
    adaptive.finished(.slowDown, isFull: true, now: .milliseconds(5900))
    #expect(adaptive.limit == 64)
    adaptive.finished(.slowDown, isFull: true, now: .seconds(6))
    #expect(adaptive.limit == 32)
    for second in 7..<20 { adaptive.finished(.slowDown, isFull: true, now: .seconds(second)) }
    #expect(adaptive.limit == 4)
    run(latency: 0.2, capacity: 1e6, seconds: 600, &adaptive, from: 20)
    #expect(adaptive.limit > 64, "it recovers")
  }

  @Test func doesNotJudgeAWidthThatIsNotUsed() {
    var adaptive = AdaptiveConcurrency()
    for step in 0..<100_000 {
      adaptive.finished(.success(bytes: 1 << 20), isFull: false, now: .milliseconds(step))
    }
    #expect(adaptive.limit == 16)
  }

  @Test func keepsAFixedWidth() {
    var adaptive = AdaptiveConcurrency(fixed: 7)
    run(latency: 0.2, capacity: 1e6, seconds: 10, &adaptive)
    adaptive.finished(.slowDown, isFull: true, now: .seconds(100))
    #expect(adaptive.limit == 7)
  }

  @Test func surpriseInputsDoNotTrap() {
    var adaptive = AdaptiveConcurrency(initial: -5, minimum: -1, maximum: -7)
    #expect(adaptive.limit == 1)
    adaptive.finished(.success(bytes: .max), isFull: true, now: .seconds(1))
    adaptive.finished(.success(bytes: .max), isFull: true, now: .zero)
    adaptive.finished(.success(bytes: .max), isFull: true, now: .seconds(3))
    #expect(adaptive.limit == 1)
  }

  @Test func gateLetsNoMoreThroughThanItsWidth() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(fixed: 3), now: { .zero })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await gate.acquire()
          #expect(gate.slotsInUse <= 3)
          await Task.yield()
          gate.release(.success(bytes: 1))
        }
      }
      try await group.waitForAll()
    }
    #expect(gate.slotsInUse == 0)
  }
}
