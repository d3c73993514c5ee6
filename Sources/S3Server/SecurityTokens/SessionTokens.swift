internal import AccessControl
internal import BlobStorage
internal import Digests
internal import JSON
internal import S3Protocol
internal import StorageModel

/// Makes and reads session tokens. A token carries all that a session is, authenticated by a key of the store, so that
/// nothing is stored for it; the secret is derived from it, so that the token does not hold it.
final class SessionTokens: Sendable {
  /// What a token says.
  struct Session: Sendable, Hashable {
    enum Bearer: Sendable, Hashable {
      /// A user or root, by unique id.
      case user(String)
      /// `caller` is the user who took it, by unique id; nil for root, for scoped keys and for narrowed sessions.
      case role(String, session: String, caller: String?)
    }

    var accessKeyID: String
    var bearer: Bearer
    var expires: Timestamp
    /// Texts of the policies that narrow it, outermost first.
    var policies: [String]
  }

  private static let keyKind = "session-key"
  private static let macBytes = 32

  private let key: [UInt8]

  /// Reads the store's key, or makes it at the first start.
  init(store: BlobStore) throws(BlobStorageError) {
    if let key = try store.document(.store, kind: Self.keyKind) {
      self.key = key
    } else {
      key = randomBytes(count: 32)
      try store.setDocument(.store, kind: Self.keyKind, to: key)
    }
  }

  /// The credentials of a new session.
  func issue(_ session: Session) -> Credentials {
    let payload = session.json.encoded()
    let token = base64Encoded(mac("token", payload) + payload)
    return Credentials(
      accessKeyID: session.accessKeyID, secretAccessKey: secret(payload), sessionToken: token,
      expiration: session.expires)
  }

  /// The session of a token; nil for one that this store did not make.
  func read(_ token: String) -> (session: Session, secret: String)? {
    guard let bytes = base64Decoded(token), bytes.count > Self.macBytes else { return nil }
    let payload = Array(bytes[Self.macBytes...])
    guard constantTimeEquals(mac("token", payload), Array(bytes[..<Self.macBytes])) else { return nil }
    guard let json = JSONReader.read(payload), let session = Session(json) else { return nil }
    return (session, secret(payload))
  }

  /// Who signs with a key, and with the token that came along: it speaks for the key that it was made with, and for no
  /// other.
  func signer(_ accessKeyID: String, _ token: String?, _ identities: Identities) -> Identities.Signer? {
    if let token, let found = signer(token, identities), found.credentials.accessKeyID == accessKeyID { return found }
    return identities.signer(accessKeyID)
  }

  /// Who signs with a token; nil where the token, its user or its role is unknown.
  private func signer(_ token: String, _ identities: Identities) -> Identities.Signer? {
    guard let (session, secret) = read(token), let subject = subject(of: session, identities) else { return nil }
    return Identities.Signer(
      credentials: Credentials(
        accessKeyID: session.accessKeyID, secretAccessKey: secret, sessionToken: token, expiration: session.expires),
      subject: subject)
  }

  private func subject(of session: Session, _ identities: Identities) -> AccessSubject? {
    var subject: AccessSubject
    switch session.bearer {
    case .user(let id):
      guard let user = identities.userSubject(id: id) else { return nil }
      subject = user
    case .role(let id, let name, let caller):
      guard let role = identities.roleSubject(id: id) else { return nil }
      subject = role
      subject.principal.kind = .role(session: name)
      if role.policies.isEmpty, let user = caller.flatMap({ identities.userSubject(id: $0) }) {
        subject.speak(for: user)
      }
    }
    subject.principal.isTemporary = true
    for text in session.policies {
      guard let policy = Self.compiled(text) else { return nil }
      subject.sessionPolicies.append(policy)
    }
    return subject
  }

  private static func compiled(_ text: String) -> PolicyDocument? {
    do { return try PolicyDocument(Array(text.utf8), for: .identity) } catch { return nil }
  }

  private func mac(_ purpose: String, _ payload: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(Array("cairn-session-\(purpose)-1:".utf8) + payload, key: key)
  }

  private func secret(_ payload: [UInt8]) -> String { base64Encoded(Array(mac("secret", payload).prefix(30))) }
}

extension AccessSubject {
  /// A role without a policy says nothing of what it may do. Differs from AWS, where its sessions may do nothing: they
  /// may do what the user who took it may, in that user's own buckets.
  fileprivate mutating func speak(for user: AccessSubject) {
    policies = user.policies
    ownerID = user.ownerID
    isLimitedToOwnBuckets = true
  }
}

extension SessionTokens.Session {
  fileprivate var json: JSONValue {
    let (kind, id, name, caller): (String, String, String, String?)
    switch bearer {
    case .user(let user): (kind, id, name, caller) = ("user", user, "", nil)
    case .role(let role, let session, let taker): (kind, id, name, caller) = ("role", role, session, taker)
    }
    var members: [JSONValue.Member] = [
      .init("k", .string(accessKeyID)), .init("b", .string(kind)), .init("i", .string(id)), .init("n", .string(name)),
      .init("e", .integer(expires.seconds)), .init("p", .array(policies.map { .string($0) })),
    ]
    if let caller { members.append(.init("c", .string(caller))) }
    return .object(members)
  }

  fileprivate init?(_ json: JSONValue) {
    guard let key = json["k"]?.text, let kind = json["b"]?.text, let id = json["i"]?.text,
      let name = json["n"]?.string, let expires = json["e"]?.integer, let policies = json["p"]?.array
    else { return nil }
    self.init(
      accessKeyID: key,
      bearer: kind == "role" ? .role(id, session: name, caller: json["c"]?.text) : .user(id),
      expires: Timestamp(seconds: expires), policies: policies.compactMap(\.string))
  }
}
