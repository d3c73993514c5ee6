/// Runs `work` to its end although the surrounding task is cancelled: for cleaning up what a cancelled command began.
func uncancelled<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
  let task = Task { await work() }
  return await task.value
}
