/// Who makes a request.
package struct Principal: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Did not sign.
    case anonymous
    /// The operator of the store.
    case root
    case user
    /// A session of a role; `session` is its name.
    case role(session: String)
  }

  package var kind: Kind
  /// Unique and never given again: the canonical id under which buckets are owned.
  package var id: String
  /// Of the user or the role.
  package var name: String
  /// With slashes at both ends (IAM User Guide, "Friendly names and paths").
  package var path: String
  /// The credentials are short-lived ones of the token service.
  package var isTemporary: Bool

  package init(kind: Kind, id: String, name: String, path: String = "/", isTemporary: Bool = false) {
    self.kind = kind
    self.id = id
    self.name = name
    self.path = path
    self.isTemporary = isTemporary
  }

  package static let anonymous = Principal(kind: .anonymous, id: "anonymous", name: "anonymous")
  package static let root = Principal(kind: .root, id: "cairn", name: "root")

  package var isAnonymous: Bool { kind == .anonymous }
  package var isRoot: Bool { kind == .root }

  /// The Amazon resource name. A store has no account number, so that piece is empty.
  package var arn: String {
    switch kind {
    case .anonymous: "*"
    case .root: "arn:aws:iam:::root"
    case .user: "arn:aws:iam:::user\(path)\(name)"
    case .role(let session): "arn:aws:sts:::assumed-role/\(name)/\(session)"
    }
  }

  /// The id as GetCallerIdentity and `aws:userid` give it.
  package var userID: String {
    guard case .role(let session) = kind else { return id }
    return "\(id):\(session)"
  }
}
