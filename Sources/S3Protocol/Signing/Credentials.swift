package import StorageModel

/// An access key, with the token of a temporary session where it belongs to one.
package struct Credentials: Hashable, Sendable {
  package let accessKeyID: String
  package let secretAccessKey: String
  package let sessionToken: String?
  /// From then on the endpoint refuses them; nil for a key that does not expire.
  package let expiration: Timestamp?

  package init(
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }

  package func isExpired(at now: Timestamp) -> Bool { expiration.map { $0 <= now } ?? false }
}

/// No way of printing it, a debugger's dump included, shows the secret or the token.
extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "Credentials(\(accessKeyID))" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
