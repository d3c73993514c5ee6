internal import Glibc

/// A thread of its own, for work that blocks. Owned by whoever starts it, who also joins it.
final class SystemThread: @unchecked Sendable {
  // Owner: the thread that calls start and join; nobody else touches it.
  private var handle = pthread_t()
  private var isRunning = false

  /// Runs `body` on a new thread.
  func start(_ body: @escaping @Sendable () -> Void) throws(BlobStorageError) {
    let box = Unmanaged.passRetained(ThreadBody(body: body))
    let code = pthread_create(&handle, nil, runThreadBody, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw BlobStorageError(.inputOutput, "cannot start a thread: \(describe(code))", errno: code)
    }
    isRunning = true
  }

  func join() {
    guard isRunning else { return }
    isRunning = false
    pthread_join(handle, nil)
  }
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A named function, not a closure: one written in main-actor isolated code would trap on another thread.
private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let box = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
  box.body()
  return nil
}
