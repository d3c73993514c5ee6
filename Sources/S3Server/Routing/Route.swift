internal import S3Protocol

/// One line of the route table. A class, for each request refers to its route.
final class Route: Sendable {
  enum Scope: Sendable { case service, bucket, object }

  /// How the request's body is taken and the answer made. Both run on threads that may block.
  enum Action: Sendable {
    /// The body is a document (or nothing) and is there as a whole, at most ``WireRequest/maximumDocumentBytes``.
    case document(@Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> Answer)
    /// As ``document(_:)``, and all that is left is one change of the store.
    case change(@Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> PendingAnswer)
    /// The body is content and streams into an upload.
    case upload(@Sendable (VerifiedRequest, ServerContext) throws(S3Error) -> any BodySink)
  }

  /// S3's name of the operation.
  let name: String
  let method: String
  let scope: Scope
  /// Query parameters that make it this route.
  let requires: [String]
  /// A header that makes it this route.
  let header: String?
  /// Other query parameters that the operation reads. Whatever else stands in the query is a subresource that is not
  /// implemented: answering as if it were not there would, on a PUT, overwrite data.
  let allows: [String]
  let action: Action
  /// Takes microseconds where what it needs is in memory, and is asked for often: tried on the event loop first.
  let isBrief: Bool
  /// What it needs to be allowed; nil for an operation that is for root alone.
  let rule: AccessRule?

  init(
    _ name: String, _ method: String, _ scope: Scope, requires: [String] = [], header: String? = nil,
    allows: [String] = [], isBrief: Bool? = nil, _ action: Action
  ) {
    self.name = name
    self.method = method
    self.scope = scope
    self.requires = requires
    self.header = header
    self.allows = allows
    self.action = action
    rule = AccessRules.rule(for: name)
    self.isBrief = isBrief ?? ["GetObject", "HeadObject", "PutObject", "DeleteObject", "HeadBucket"].contains(name)
  }
}
