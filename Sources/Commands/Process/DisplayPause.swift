/// Waits between two states of the progress display. Throws when the task is cancelled.
func pauseForDisplay(_ duration: Duration) async throws {
  try await Task.sleep(for: duration)
}
