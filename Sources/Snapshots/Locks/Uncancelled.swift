/// Runs `body` to its end although the current task was cancelled: for the removal of a lock, which would otherwise
/// stand in everybody's way for half an hour. Structured all the same: the caller waits for it.
///
/// The only loose task of the layer; a task group would hand the cancellation down.
func uncancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
  try await Task { try await body() }.value
}
