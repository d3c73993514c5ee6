import Glibc
import Synchronization

/// The process to kill, known once it runs.
final class KillTarget: Sendable {
  private let pid = Mutex<pid_t>(0)

  func set(_ value: pid_t) { pid.withLock { $0 = value } }

  /// Waits for the process to be known: a request can come before posix_spawn has returned here.
  func kill() {
    while true {
      let known = pid.withLock { $0 }
      if known > 0 {
        Glibc.kill(known, SIGKILL)
        return
      }
      sched_yield()
    }
  }
}
