import LocalFiles

extension ExitStatus {
  /// The status of a command that `error` ended.
  init(_ error: LocalError) {
    switch error.code {
    case .notFound, .notADirectory: self = .notFound
    case .permissionDenied: self = .denied
    case .noSpace, .readOnly: self = .localStorage
    case .escapesRoot, .unsafeName: self = .refused
    case .locked: self = .locked
    case .changedWhileRead: self = .sourceIncomplete
    case .ioError, .isADirectory, .notARegularFile, .directoryNotEmpty, .exists, .tooManyOpenFiles, .unsupported,
      .other:
      self = .someFailed
    }
  }
}

extension LocalError {
  /// What a user can do about it.
  var nextStep: String? {
    switch code {
    case .notFound: "check the path"
    case .permissionDenied: "check its permissions, or run as its owner"
    case .noSpace: "free some space and run it again"
    case .readOnly: "choose a place that can be written"
    case .locked: "wait for the other run, or give --lock-wait"
    case .tooManyOpenFiles: "raise the limit with 'ulimit -n'"
    default: nil
    }
  }
}

extension CommandError {
  init(_ error: LocalError) {
    self.init(ExitStatus(error), error.description, next: error.nextStep)
  }
}
