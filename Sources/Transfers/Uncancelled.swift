/// Runs `body` to its end although the current task was cancelled: for the abort of a multipart upload, which would
/// otherwise be billed until somebody finds it. Structured all the same: the caller waits for it.
///
/// The only loose task of the layer; a task group would hand the cancellation down.
func uncancelled(_ body: @escaping @Sendable () async -> Void) async {
  await Task { await body() }.value
}
