/// The exit codes of every command; cairn(1), "EXIT STATUS".
enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  /// Some items failed.
  case someFailed = 1
  /// Usage or configuration.
  case usage = 2
  /// Done, but source items were unreadable, changed or skipped.
  case sourceIncomplete = 3
  /// Bucket, prefix, snapshot or path not found; a selection matched nothing.
  case notFound = 4
  /// Endpoint unreachable, or retries exhausted.
  case unreachable = 5
  /// Credentials or permission.
  case denied = 6
  /// Refused by a safety rule.
  case refused = 7
  /// Transfer, time or cost limit reached; resumable.
  case limitReached = 8
  case noRepository = 10
  case locked = 11
  case wrongPassword = 12
  /// Verification found damage.
  case damaged = 13
  /// Local disk full or read-only.
  case localStorage = 14
  /// Changes pending, where that was asked for.
  case changesPending = 20
  /// SIGHUP
  case hungUp = 129
  /// SIGINT
  case interrupted = 130
  /// Whoever read standard output went away (128 + SIGPIPE, as shells count it).
  case outputClosed = 141
  /// SIGTERM
  case terminated = 143

  /// The word of the summary line and of the summary record.
  var word: String {
    switch self {
    case .done: "ok"
    case .someFailed: "incomplete"
    case .usage: "usage"
    case .sourceIncomplete: "source-incomplete"
    case .notFound: "not-found"
    case .unreachable: "unreachable"
    case .denied: "denied"
    case .refused: "refused"
    case .limitReached: "limit-reached"
    case .noRepository: "no-repository"
    case .locked: "locked"
    case .wrongPassword: "wrong-password"
    case .damaged: "damaged"
    case .localStorage: "local-storage"
    case .changesPending: "changes-pending"
    case .hungUp, .interrupted, .terminated: "interrupted"
    case .outputClosed: "output-closed"
    }
  }
}
