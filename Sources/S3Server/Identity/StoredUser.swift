internal import JSON
internal import S3Protocol
internal import StorageModel

/// An access key of a user.
struct StoredKey: Sendable, Hashable {
  var id: String
  /// SigV4 needs the secret itself, so it cannot be kept as a digest: it lies in the store's database, which nobody
  /// but the daemon's user may read.
  var secret: String
  var isActive = true
  var created: Timestamp
  /// nil for a key that does not expire.
  var expires: Timestamp?
}

/// A user as it is kept: a document of the store.
struct StoredUser: Sendable, Hashable, PolicyHolder, IdentityRecord {
  static let kind = "user"
  /// The most keys a user has (IAM User Guide, "IAM and AWS STS quotas").
  static let keyLimit = 2

  /// Unique and never given again.
  var id: String
  var name: String
  var path = "/"
  var created: Timestamp
  /// Made by `cairn key add`: acts for root within its policy.
  var actsForRoot = false
  /// What `cairn key add` was told, for `cairn key list`.
  var scope: KeyScope?
  var keys: [StoredKey] = []
  var policies: [NamedPolicy] = []
  var attached: [ManagedPolicy] = []

  var arn: String { "arn:aws:iam:::user\(path)\(name)" }
}

extension StoredUser {
  func encoded() -> [UInt8] {
    var members: [JSONValue.Member] = [
      .init("id", .string(id)), .init("name", .string(name)), .init("path", .string(path)),
      .init("created", .integer(created.seconds)), .init("acts_for_root", .bool(actsForRoot)),
      .init("keys", .array(keys.map(\.json))), .init("policies", .array(policies.map(\.json))),
      .init("attached", attached.json),
    ]
    if let scope { members.append(.init("scope", scope.json)) }
    return JSONValue.object(members).encoded()
  }

  /// nil for a document that is no user.
  init?(_ bytes: [UInt8]) {
    guard let json = JSONReader.read(bytes), let id = json["id"]?.text, let name = json["name"]?.text,
      let path = json["path"]?.text, let created = json["created"]?.integer,
      let attached = [ManagedPolicy](json["attached"])
    else { return nil }
    self.init(id: id, name: name, path: path, created: Timestamp(seconds: created))
    actsForRoot = json["acts_for_root"]?.bool ?? false
    scope = json["scope"].flatMap { KeyScope($0) }
    keys = json["keys"]?.array?.compactMap { StoredKey($0) } ?? []
    policies = json["policies"]?.array?.compactMap { NamedPolicy($0) } ?? []
    self.attached = attached
  }
}

extension StoredKey {
  var json: JSONValue {
    .object([
      .init("id", .string(id)), .init("secret", .string(secret)), .init("active", .bool(isActive)),
      .init("created", .integer(created.seconds)), .init("expires", expires.map { .integer($0.seconds) } ?? .null),
    ])
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.text, let secret = json["secret"]?.text, let created = json["created"]?.integer,
      let isActive = json["active"]?.bool
    else { return nil }
    self.init(
      id: id, secret: secret, isActive: isActive, created: Timestamp(seconds: created),
      expires: json["expires"]?.integer.map { Timestamp(seconds: $0) })
  }
}

/// No way of printing a key shows its secret.
extension StoredKey: CustomStringConvertible, CustomReflectable {
  var description: String { "StoredKey(\(id))" }
  var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
