import Provisioning
import StorageModel

/// What ends a command: the exit status, one sentence that says what failed, and what to do next.
struct CommandError: Error, Sendable {
  var status: ExitStatus
  /// One line, names already escaped, no full stop at the end.
  var message: String
  /// An imperative clause, no full stop at the end.
  var nextStep: String?
  /// Where the service said something: its code and request id go into the error record.
  var store: StoreError?

  init(_ status: ExitStatus, _ message: String, next nextStep: String? = nil) {
    self.status = status
    self.message = message
    self.nextStep = nextStep
  }

  init(_ error: StoreError, next nextStep: String? = nil) {
    status = ExitStatus(error)
    message = error.description
    self.nextStep = nextStep ?? error.nextStep
    if error.code == .accessDenied, let action = NeededPermission.action(for: error.operation) {
      self.nextStep = "allow \(action) in the policy of these credentials, or name others with --profile"
    }
    store = error
  }

  /// The message and the next step as one line.
  var line: String {
    nextStep.map { "\(message); \($0)" } ?? message
  }

  static func usage(_ message: String, next nextStep: String? = nil) -> CommandError {
    CommandError(.usage, message, next: nextStep)
  }
}

/// Ends a command whose errors were already reported one by one.
struct CommandExit: Error, Sendable {
  let status: ExitStatus
  init(_ status: ExitStatus) { self.status = status }
}
