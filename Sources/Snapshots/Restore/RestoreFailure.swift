internal import LocalFiles

/// Which errors end a restore, and which only lose an entry.
enum RestoreFailure {
  /// The repository lacks something, or has it damaged.
  static func isDamage(_ error: any Error) -> Bool {
    guard let error = error as? RepositoryError else { return false }
    return error.code == .damaged || error.code == .notFound || error.code == .unsupported
  }

  /// A full or read-only disk, a store that does not answer, a cancellation: nothing else would go better.
  static func isFatal(_ error: any Error) -> Bool {
    if let error = error as? LocalError {
      return error.code == .noSpace || error.code == .readOnly || error.code == .tooManyOpenFiles
    }
    return !isDamage(error)
  }
}
