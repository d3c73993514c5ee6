package import StorageModel

/// Why a description of a bucket cannot be read, or settings cannot be made what it says.
package struct ProvisioningError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The file is none of the forms, or says something that is no setting.
    case badFile
    /// A rule that S3 would refuse.
    case badRule
    /// What the bucket has now cannot be understood, so it must not be replaced.
    case unreadableSettings
    /// The endpoint took the settings and has others; what was there before was put back.
    case altered
    /// As `altered`, and what was there before could not be put back.
    case notRestored
    /// The endpoint refused the settings.
    case refused
  }

  package var code: Code
  /// One sentence, no full stop at the end.
  package var message: String
  package var cause: StoreError?

  package init(_ code: Code, _ message: String, cause: StoreError? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  package var description: String { message }
}
