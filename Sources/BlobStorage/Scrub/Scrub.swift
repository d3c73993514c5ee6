/// Runs scrubs on a thread of their own.
package enum Scrub {
  /// One pass over the store in `path`, whose daemon may run. Ends early when the task is cancelled.
  package static func run(
    path: String, bytesPerSecond: Int64?, elapsed: @escaping @Sendable () -> Duration
  ) async throws(BlobStorageError) -> ScrubReport {
    let pace = ScrubPace(bytesPerSecond: bytesPerSecond, elapsed: elapsed)
    let thread = SystemThread()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation {
        (continuation: CheckedContinuation<Result<ScrubReport, BlobStorageError>, Never>) in
        do throws(BlobStorageError) {
          try thread.start {
            do throws(BlobStorageError) {
              continuation.resume(returning: .success(try Scrubber(path: path, pace: pace).run()))
            } catch {
              continuation.resume(returning: .failure(error))
            }
          }
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    } onCancel: {
      pace.stop()
    }
    thread.join()
    return try outcome.get()
  }
}
