import CLinux
import Synchronization
import Testing

/// Runs `body` on a thread of its own as uid 65534: a test that runs as root would pass every permission check.
func asNobody(_ body: @escaping @Sendable () throws -> Void) async throws {
  let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
    let job = NobodyJob(body: body, continuation: continuation)
    let context = Unmanaged.passRetained(job).toOpaque()
    let result = cairn_start_thread(runAsNobody, context, "nobody")
    if result < 0 {
      Unmanaged<NobodyJob>.fromOpaque(context).release()
      continuation.resume(returning: .failure(NobodyError(errno: -result)))
    }
  }
  try outcome.get()
}

struct NobodyError: Error {
  var errno: Int32
}

private final class NobodyJob: Sendable {
  let body: @Sendable () throws -> Void
  let continuation: CheckedContinuation<Result<Void, any Error>, Never>

  init(
    body: @escaping @Sendable () throws -> Void,
    continuation: CheckedContinuation<Result<Void, any Error>, Never>
  ) {
    self.body = body
    self.continuation = continuation
  }
}

private func runAsNobody(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  let job = Unmanaged<NobodyJob>.fromOpaque(context).takeRetainedValue()
  if cairn_thread_user_id() == 0 {
    let result = cairn_set_thread_identity(65534, 65534)
    guard result == 0 else { return job.continuation.resume(returning: .failure(NobodyError(errno: -result))) }
  }
  guard cairn_thread_user_id() != 0 else {
    return job.continuation.resume(returning: .failure(NobodyError(errno: 0)))
  }
  job.continuation.resume(returning: Result { try job.body() })
}

/// Runs `body` again and again on a thread until the returned object is stopped.
final class Repeater: Sendable {
  private let isStopped = Atomic(false)
  private let isGone = Atomic(false)
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
    let context = Unmanaged.passRetained(self).toOpaque()
    if cairn_start_thread(repeatBody, context, "repeat") < 0 {
      Unmanaged<Repeater>.fromOpaque(context).release()
      isGone.store(true, ordering: .releasing)
    }
  }

  func stop() async {
    isStopped.store(true, ordering: .releasing)
    while !isGone.load(ordering: .acquiring) { await Task.yield() }
  }

  fileprivate func run() {
    while !isStopped.load(ordering: .acquiring) { body() }
    isGone.store(true, ordering: .releasing)
  }
}

private func repeatBody(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<Repeater>.fromOpaque(context).takeRetainedValue().run()
}
