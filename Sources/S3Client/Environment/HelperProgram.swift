// Glibc declares `environ` as a plain variable; it is read once per program here and never written.
@preconcurrency internal import Glibc
internal import StorageModel

/// See ``ClientEnvironment/runProgram``. The program runs beside a thread of its own, because reading its output
/// blocks.
func runHelperProgram(_ arguments: [String]) async throws -> [UInt8] {
  try await withCheckedThrowingContinuation { continuation in
    let run = HelperRun(arguments: arguments, continuation: continuation)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(run)
    guard pthread_create(&thread, nil, helperProgramThread, context.toOpaque()) == 0 else {
      context.release()
      continuation.resume(throwing: EnvironmentFailure("no thread left to run \(arguments.first ?? "")"))
      return
    }
    pthread_detach(thread)
  }
}

private final class HelperRun: Sendable {
  let arguments: [String]
  let continuation: CheckedContinuation<[UInt8], any Error>

  init(arguments: [String], continuation: CheckedContinuation<[UInt8], any Error>) {
    self.arguments = arguments
    self.continuation = continuation
  }
}

private func helperProgramThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let run = Unmanaged<HelperRun>.fromOpaque(context).takeRetainedValue()
  run.continuation.resume(with: Result { try outputOfProgram(run.arguments) })
  return nil
}

private let outputLimitBytes = 1 << 20
private let timeLimitSeconds = 60

private func outputOfProgram(_ arguments: [String]) throws -> [UInt8] {
  guard let name = arguments.first else { throw EnvironmentFailure("the command is empty") }
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else { throw EnvironmentFailure("cannot make a pipe") }
  defer { close(ends[0]) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_addclose(&actions, ends[0])
  posix_spawn_file_actions_addclose(&actions, ends[1])
  var child = pid_t()
  var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  let result = posix_spawnp(&child, name, &actions, nil, &words, environ)
  close(ends[1])
  guard result == 0 else { throw EnvironmentFailure("cannot start \(name): \(String(cString: strerror(result)))") }
  let output = readOutput(ends[0])
  if output == nil { kill(child, SIGKILL) }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0, errno == EINTR {}
  guard let output else { throw EnvironmentFailure("\(name) did not finish within a minute, or wrote over 1 MiB") }
  guard status == 0 else { throw EnvironmentFailure("\(name) failed (wait status \(status))") }
  return output
}

/// Until end of file; nil when it takes too long or is too much.
private func readOutput(_ descriptor: Int32) -> [UInt8]? {
  var output: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  let end = time(nil) + timeLimitSeconds
  while output.count <= outputLimitBytes {
    let left = end - time(nil)
    guard left > 0 else { return nil }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(&poller, 1, Int32(left * 1000))
    if ready < 0, errno == EINTR { continue }
    guard ready > 0 else { return nil }
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { continue }
    if count <= 0 { return output }
    output.append(contentsOf: chunk[..<count])
  }
  return nil
}
