internal import Glibc
internal import Synchronization

/// The right to use one database file, among all processes and all handles of this one, by flock(2). The kernel
/// releases it when its holder dies, however that happens; no process number is ever compared.
final class StateLock: Sendable {
  private let descriptor: Mutex<Int32>

  /// Takes the lock or throws `.locked` at once. The lock file stays where it is afterwards: removing it would let two
  /// holders lock two files of one name.
  init(path: String) throws(StateError) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else { throw StateError(errno: errno, path: path, operation: "open") }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      Glibc.close(opened)
      if code == EWOULDBLOCK { throw StateError(.locked, path: path, message: "another run is using this state") }
      throw StateError(errno: code, path: path, operation: "lock")
    }
    descriptor = Mutex(opened)
  }

  deinit { release() }

  /// Lets others in; a second call does nothing.
  func release() {
    descriptor.withLock { descriptor in
      // Closing alone would leave the lock to a child process that was forked a moment ago and has not yet come to its
      // exec.
      if descriptor >= 0 { flock(descriptor, LOCK_UN) }
      if descriptor >= 0 { Glibc.close(descriptor) }
      descriptor = -1
    }
  }
}

extension StateError {
  /// What an errno of a system call on the file means.
  init(errno code: Int32, path: String, operation: String) {
    let kind: Code =
      switch code {
      case ENOSPC, EDQUOT: .diskFull
      case EROFS, EACCES, EPERM: .readOnly
      default: .inputOutput
      }
    self.init(kind, path: path, message: "cannot \(operation) it: " + String(cString: strerror(code)))
  }
}
