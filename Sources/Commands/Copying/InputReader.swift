import Glibc
import LocalFiles
import StorageModel
import Synchronization

/// Standard input as the body of an upload.
///
/// A pipe may be silent for hours, and a thread of the cooperative pool must not wait for it: each read runs on a
/// thread of its own.
struct InputReader: ByteReader {
  let descriptor: Int32

  func read(limit: Int) async throws -> [UInt8] {
    let request = PipeRead(descriptor: descriptor, limit: limit)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in request.start(continuation) }
    } onCancel: {
      request.cancel()
    }
  }
}

/// One read(2) on a thread of its own. Cancelled, it answers at once and leaves the thread to the end of the process.
private final class PipeRead: Sendable {
  private let descriptor: Int32
  private let limit: Int
  private let waiting = Mutex<CheckedContinuation<[UInt8], any Error>?>(nil)

  init(descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  func start(_ continuation: CheckedContinuation<[UInt8], any Error>) {
    waiting.withLock { $0 = continuation }
    if Task.isCancelled { return cancel() }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    guard pthread_create(&thread, nil, runPipeRead, context.toOpaque()) == 0 else {
      context.release()
      return finish(.failure(LocalError(errno: EAGAIN, operation: "read", path: PathBytes("standard input"))))
    }
    pthread_detach(thread)
  }

  func cancel() { finish(.failure(CancellationError())) }

  func run() {
    var buffer = [UInt8](repeating: 0, count: limit)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        return finish(.failure(LocalError(errno: errno, operation: "read", path: PathBytes("standard input"))))
      }
      buffer.removeLast(limit - count)
      return finish(.success(buffer))
    }
  }

  private func finish(_ result: Result<[UInt8], any Error>) {
    let continuation = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    continuation?.resume(with: result)
  }
}

private func runPipeRead(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<PipeRead>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
