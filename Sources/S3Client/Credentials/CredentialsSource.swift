package import S3Protocol
package import StorageModel

/// One place where credentials may be found.
package protocol CredentialsSource: Sendable {
  /// nil where this place has none and the next is to be asked; throws where it should have some and cannot give them.
  func fetch() async throws(StoreError) -> Credentials?
}

/// Several places, asked in order; the first that has credentials wins, the first that fails ends the search:
/// credentials of somebody else would do more harm than none.
package struct CredentialsChain: CredentialsSource {
  private let sources: [any CredentialsSource]

  package init(_ sources: [any CredentialsSource]) { self.sources = sources }

  package func fetch() async throws(StoreError) -> Credentials? {
    for source in sources {
      if let credentials = try await source.fetch() { return credentials }
    }
    return nil
  }
}

/// Credentials that are known already.
package struct FixedCredentials: CredentialsSource {
  private let credentials: Credentials

  package init(_ credentials: Credentials) { self.credentials = credentials }

  package func fetch() async throws(StoreError) -> Credentials? { credentials }
}

extension StoreError {
  /// A failure on the way to credentials, in one sentence that names the place and the next step.
  static func credentials(_ message: String, cause: (any Error)? = nil) -> StoreError {
    StoreError(.invalidCredentials, operation: "credentials", message: message, cause: cause)
  }
}
