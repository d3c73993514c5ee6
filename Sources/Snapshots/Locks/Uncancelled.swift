/// Runs `body` to its end although the current task was cancelled: for the removal of a lock, which would otherwise
/// stand in everybody's way for half an hour. Structured all the same: the caller waits for it.
///
/// The only loose task of the layer; a task group would hand the cancellation down. It runs where the caller's does.
func uncancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
  let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
  try await Task(executorPreference: executor) { try await body() }.value
}
