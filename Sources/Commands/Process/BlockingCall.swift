import Glibc
import Synchronization

/// Runs asynchronous work from a thread that may block, and waits for it. Not for threads of the concurrency runtime:
/// they are as few as there are processors, and the work may need the one that waits.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let outcome = BlockingOutcome<Value>()
  Task {
    do { outcome.finish(.success(try await work())) } catch { outcome.finish(.failure(error)) }
  }
  return try outcome.wait().get()
}

/// One result, waited for by one thread.
private final class BlockingOutcome<Value: Sendable>: @unchecked Sendable {
  // sem_t is made for use from several threads; the memory lives as long as this object.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let result = Mutex<Result<Value, any Error>?>(nil)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func finish(_ value: Result<Value, any Error>) {
    result.withLock { $0 = value }
    sem_post(semaphore)
  }

  func wait() -> Result<Value, any Error> {
    while sem_wait(semaphore) != 0, errno == EINTR {}
    return result.withLock { $0 } ?? .failure(CancellationError())
  }
}
