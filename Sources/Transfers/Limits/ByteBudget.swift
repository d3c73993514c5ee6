/// A bound on bytes in memory. Takers are served in the order of their asking; a body over the whole budget runs
/// alone.
package final class ByteBudget: Sendable {
  private let line: WaitingLine

  package init(limitBytes: Int64) { line = WaitingLine(capacity: limitBytes) }

  package var limitBytes: Int64 { line.capacity }
  /// What is taken now.
  package var bytesInUse: Int64 { line.taken }
  /// How many wait.
  package var waiterCount: Int { line.waiterCount }

  /// Takes `bytes`, to be given back by ``release(_:)`` with the same number. Throws when the task is cancelled,
  /// before or while it waits; then nothing is taken.
  package func acquire(_ bytes: Int64) async throws(CancellationError) { try await line.acquire(max(0, bytes)) }

  /// Gives back what was taken.
  package func release(_ bytes: Int64) { line.release(max(0, bytes)) }

  /// Takes `bytes` for the duration of `body`.
  package func withBytes<Value: Sendable>(
    _ bytes: Int64, _ body: () async throws -> Value
  ) async throws -> Value {
    try await acquire(bytes)
    defer { release(bytes) }
    return try await body()
  }
}
