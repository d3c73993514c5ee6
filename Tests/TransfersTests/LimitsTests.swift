import StorageModel
import Testing
import Transfers

/// Bounds hold, in order, and nothing is lost to cancellation.
@Suite struct LimitsTests {
  @Test func budgetNeverExceedsItsLimit() async throws {
    let budget = ByteBudget(limitBytes: 100)
    let most = Shared<Int64>(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<500 {
        group.addTask {
          try await budget.withBytes(Int64(number % 60)) {
            let inUse = budget.bytesInUse
            most.withLock { $0 = max($0, inUse) }
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
    let found1 = most.withLock { $0 }
    #expect(found1 <= 100)
    #expect(budget.bytesInUse == 0)
  }

  @Test func budgetServesInOrder() async throws {
    let budget = ByteBudget(limitBytes: 10)
    try await budget.acquire(8)
    let order = Shared<[Int]>([])
    await withTaskGroup(of: Void.self) { group in
      // The large request comes first; the small ones, which would fit at once, wait behind it.
      for (number, bytes) in [10, 1, 1].enumerated() {
        group.addTask {
          // Not cancelled here: the only error.
          try? await budget.acquire(Int64(bytes))
          order.withLock { $0.append(number) }
          budget.release(Int64(bytes))
        }
        while budget.waiterCount <= number { await Task.yield() }
      }
      let found2 = order.withLock(\.isEmpty)
      #expect(found2)
      budget.release(8)
    }
    let found3 = order.withLock { $0.first }
    #expect(found3 == 0)
    let found4 = order.withLock { $0.count }
    #expect(found4 == 3)
    #expect(budget.bytesInUse == 0)
  }

  @Test func aRequestOverTheBudgetRunsAlone() async throws {
    let budget = ByteBudget(limitBytes: 10)
    try await budget.acquire(1000)
    #expect(budget.bytesInUse == 1000)
    let waiting = Task { try await budget.acquire(1) }
    while budget.waiterCount == 0 { await Task.yield() }
    budget.release(1000)
    try await waiting.value
    #expect(budget.bytesInUse == 1)
  }

  @Test func cancelledWaitersTakeNothing() async throws {
    let budget = ByteBudget(limitBytes: 10)
    try await budget.acquire(10)
    let tasks = (0..<50).map { _ in Task { try await budget.acquire(5) } }
    while budget.waiterCount < 50 { await Task.yield() }
    for (index, task) in tasks.enumerated() where index % 2 == 0 { task.cancel() }
    for (index, task) in tasks.enumerated() where index % 2 == 0 {
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(budget.waiterCount == 25)
    budget.release(10)
    for (index, task) in tasks.enumerated() where index % 2 == 1 {
      try await task.value
      budget.release(5)
    }
    #expect(budget.bytesInUse == 0)
    #expect(budget.waiterCount == 0)
  }

  @Test func cancellationRacesWithGranting() async throws {
    let budget = ByteBudget(limitBytes: 3)
    for _ in 0..<300 {
      let tasks = (0..<8).map { _ in
        Task { try await budget.withBytes(2) { await Task.yield() } }
      }
      for task in tasks where Bool.random() { task.cancel() }
      for task in tasks { _ = await task.result }
    }
    #expect(budget.bytesInUse == 0)
    #expect(budget.waiterCount == 0)
  }

  @Test func limitsStopFurtherTransfers() {
    let limits = TransferLimits(maximumBytes: 100, maximumDuration: .seconds(10))
    #expect(limits.allows(nextBytes: 500, startedBytes: 0, elapsed: .zero))
    #expect(limits.allows(nextBytes: 50, startedBytes: 50, elapsed: .seconds(9)))
    #expect(!limits.allows(nextBytes: 51, startedBytes: 50, elapsed: .zero))
    #expect(!limits.allows(nextBytes: 0, startedBytes: 0, elapsed: .seconds(10)))
    #expect(!limits.allows(nextBytes: .max, startedBytes: 1, elapsed: .zero))
    #expect(TransferLimits().allows(nextBytes: .max, startedBytes: .max, elapsed: .seconds(1_000_000)))
  }
}
