/// Runs transfers side by side, as many as the gate is wide and no more, in one structured scope.
///
/// `body` adds jobs one after the other; ``TransferScope/add(_:)`` waits for room, which is how the queue stays
/// short. The call returns when all jobs have ended. A job that throws cancels the others and is rethrown here; what
/// concerns one file only is for the job itself to catch and count.
nonisolated(nonsending) package func withTransferQueue<Value: Sendable>(
  _ gate: ConcurrencyGate, _ body: nonisolated(nonsending) (inout TransferScope) async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Void.self) { group in
    var scope = TransferScope(group: group, gate: gate)
    do {
      let value = try await body(&scope)
      try await scope.drain()
      return value
    } catch {
      group.cancelAll()
      throw error
    }
  }
}

/// The running jobs of ``withTransferQueue(_:_:)``.
package struct TransferScope {
  private var group: ThrowingTaskGroup<Void, any Error>
  private let gate: ConcurrencyGate
  private var running = 0

  init(group: ThrowingTaskGroup<Void, any Error>, gate: ConcurrencyGate) {
    self.group = group
    self.gate = gate
  }

  /// Starts `job` as soon as fewer jobs run than the gate is wide. Throws what an earlier job threw, and
  /// CancellationError when the scope was cancelled.
  nonisolated(nonsending) package mutating func add(_ job: @escaping @Sendable () async throws -> Void) async throws {
    while running >= gate.limit, running > 0 {
      try await group.next()
      running -= 1
    }
    try Task.checkCancellation()
    group.addTask(operation: job)
    running += 1
  }

  /// Waits for all jobs so far.
  nonisolated(nonsending) package mutating func drain() async throws {
    while running > 0 {
      try await group.next()
      running -= 1
    }
  }
}
