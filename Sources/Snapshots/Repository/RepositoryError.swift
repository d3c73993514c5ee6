/// What went wrong with a repository, above its store or folder: those throw ``StoreError`` and `LocalError`.
package struct RepositoryError: Error, Sendable {
  package enum Code: String, Sendable {
    /// There is no config where one was looked for.
    case noRepository
    /// One stands there already.
    case exists
    case wrongPassword
    case locked
    /// A file is not what its name says, does not decrypt, or does not parse.
    case damaged
    /// A blob, snapshot or path that was named is not there.
    case notFound
    /// A version or a parameter that is not known, or too costly to be honest.
    case unsupported
    /// A safety rule says no.
    case refused
    /// What was asked makes no sense.
    case invalid
  }

  package var code: Code
  /// One sentence without a full stop.
  package var message: String
  /// The file that it is about, where there is one.
  package var file: RepositoryFile?
  package var cause: (any Error)?

  package init(_ code: Code, _ message: String, file: RepositoryFile? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.file = file
    self.cause = cause
  }

  /// Trying again later may help: only with a lock of somebody else.
  package var isRetryable: Bool { code == .locked }
}

extension RepositoryError: CustomStringConvertible {
  package var description: String {
    let place = file.map { "\($0.path): " } ?? ""
    return place + message + (cause.map { " (\($0))" } ?? "")
  }
}
