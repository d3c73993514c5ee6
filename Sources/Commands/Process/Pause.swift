/// Waits: between two states of the progress display, or before a lock is tried again. Throws when the task is
/// cancelled.
func pause(for duration: Duration) async throws {
  try await Task.sleep(for: duration)
}
