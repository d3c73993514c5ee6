import ObjectStores
import StorageModel
import Testing
import Transfers

/// Jobs run side by side, never more than the gate is wide.
@Suite struct TransferScopeTests {
  private struct Failure: Error {}

  @Test func runsAllJobsWithinItsWidth() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(fixed: 5), now: { .zero })
    let counts = Shared((running: 0, most: 0, done: 0))
    let value = try await withTransferQueue(gate) { scope in
      for _ in 0..<1000 {
        try await scope.add {
          counts.withLock {
            $0.running += 1
            $0.most = max($0.most, $0.running)
          }
          await Task.yield()
          counts.withLock {
            $0.running -= 1
            $0.done += 1
          }
        }
      }
      return "value"
    }
    #expect(value == "value")
    let found1 = counts.withLock { $0.done }
    #expect(found1 == 1000)
    let found2 = counts.withLock { $0.most }
    #expect(found2 <= 5)
    let found3 = counts.withLock { $0.running }
    #expect(found3 == 0)
  }

  @Test func aFailureStopsTheRest() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(fixed: 4), now: { .zero })
    let started = Shared(0)
    await #expect(throws: Failure.self) {
      try await withTransferQueue(gate) { scope in
        for number in 0..<10_000 {
          try await scope.add {
            started.withLock { $0 += 1 }
            if number == 20 { throw Failure() }
            while number == 21, !Task.isCancelled { await Task.yield() }
          }
        }
      }
    }
    let found4 = started.withLock { $0 }
    #expect(found4 < 100)
  }

  @Test func aFailureOfTheLastJobIsNotLost() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(fixed: 4), now: { .zero })
    await #expect(throws: Failure.self) {
      try await withTransferQueue(gate) { scope in try await scope.add { throw Failure() } }
    }
  }

  @Test func cancellationStartsNothingMore() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(fixed: 2), now: { .zero })
    let started = Shared(0)
    let run = Task {
      try await withTransferQueue(gate) { scope in
        while true {
          try await scope.add {
            started.withLock { $0 += 1 }
            await Task.yield()
          }
        }
      }
    }
    while started.withLock({ $0 }) < 10 { await Task.yield() }
    run.cancel()
    await #expect(throws: CancellationError.self) { try await run.value }
    let after = started.withLock { $0 }
    for _ in 0..<100 { await Task.yield() }
    let found5 = started.withLock { $0 }
    #expect(found5 == after)
  }

  @Test func gatedStoreLearnsFromOutcomes() async throws {
    let gate = ConcurrencyGate(AdaptiveConcurrency(initial: 64), now: { .seconds(5) })
    let log = CallLog { call, _ in
      call.operation == .head ? StoreError(.slowDown, operation: "HeadObject", message: "slow down") : nil
    }
    let store = GatedStore(log.wrap(try memoryStore()), gate: gate)
    _ = try await store.put(ObjectKey("a"), body: .bytes([1]), WriteOptions())
    #expect(gate.limit == 64)
    await #expect(throws: StoreError.self) { _ = try await store.head(ObjectKey("a"), ReadOptions()) }
    #expect(gate.limit == 32)
    #expect(gate.slotsInUse == 0)
    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await store.put(ObjectKey("b"), body: .bytes([1]), WriteOptions())
    }
    await #expect(throws: StoreError.self) { _ = try await cancelled.value }
    #expect(gate.slotsInUse == 0)
    #expect(log.count(.put) == 1)
  }
}
