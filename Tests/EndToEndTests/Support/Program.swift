// Glibc declares `environ` and the standard streams as plain variables; none of them is used here.
import FolderFixtures
@preconcurrency import Glibc
import Synchronization

/// What a program left behind.
struct ProgramOutcome: Sendable {
  /// 128 + n after signal n, as shells count it.
  var exit: Int32
  var output: String
  var errors: String

  /// Everything, for the message of a failed expectation.
  var transcript: String { "exit \(exit)\n\(output)\n\(errors)" }
}

/// A program that was started, and not waited for yet.
struct RunningProgram: Sendable {
  let pid: pid_t
  let outputPath: String
  let errorsPath: String

  /// Starts `words`; the first is a path. Output and errors go into files of `folder`.
  init(_ words: [String], environment: [String: String], folder: TemporaryFolder) throws {
    let number = folder.nextNumber()
    outputPath = folder.path + "/program-\(number).out"
    errorsPath = folder.path + "/program-\(number).err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorsPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var child = pid_t()
    let result = posix_spawn(&child, words[0], &actions, nil, &arguments, &variables)
    guard result == 0 else { throw SystemFailure("start \(words[0])", result) }
    pid = child
  }

  /// Waits on a thread of its own: a test must not keep a thread of the pool.
  func finished() async -> ProgramOutcome {
    let exit = await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
      startThread { [pid] in
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        continuation.resume(returning: signal == 0 ? (status >> 8) & 0xff : 128 + signal)
      }
    }
    let output = (try? readBytes(outputPath)) ?? []  // A file that is missing holds nothing.
    let errors = (try? readBytes(errorsPath)) ?? []  // The same.
    return ProgramOutcome(
      exit: exit, output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self))
  }

  func send(_ signal: Int32) { kill(pid, signal) }
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` on a detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let box = Unmanaged.passRetained(ThreadBody(body))
  if pthread_create(&thread, nil, runThread, box.toOpaque()) == 0 { pthread_detach(thread) } else { box.release() }
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
  return nil
}
