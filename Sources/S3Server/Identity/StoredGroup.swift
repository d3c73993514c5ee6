internal import JSON
internal import StorageModel

/// A group as it is kept: policies that all its members have.
struct StoredGroup: Sendable, Hashable, PolicyHolder, IdentityRecord {
  static let kind = "group"

  var id: String
  var name: String
  var path = "/"
  var created: Timestamp
  /// Unique ids of users. One who is gone is a member no more, as ids are never given again.
  var members: [String] = []
  var policies: [NamedPolicy] = []
  var attached: [ManagedPolicy] = []

  var arn: String { "arn:aws:iam:::group\(path)\(name)" }

  init(id: String, name: String, path: String, created: Timestamp) {
    self.id = id
    self.name = name
    self.path = path
    self.created = created
  }

  func encoded() -> [UInt8] {
    JSONValue.object([
      .init("id", .string(id)), .init("name", .string(name)), .init("path", .string(path)),
      .init("created", .integer(created.seconds)), .init("members", .array(members.map { .string($0) })),
      .init("policies", .array(policies.map(\.json))), .init("attached", attached.json),
    ]).encoded()
  }

  /// nil for a document that is no group.
  init?(_ bytes: [UInt8]) {
    guard let json = JSONReader.read(bytes), let id = json["id"]?.text, let name = json["name"]?.text,
      let path = json["path"]?.text, let created = json["created"]?.integer,
      let attached = [ManagedPolicy](json["attached"])
    else { return nil }
    self.init(id: id, name: name, path: path, created: Timestamp(seconds: created))
    members = json["members"]?.array?.compactMap(\.string) ?? []
    policies = json["policies"]?.array?.compactMap { NamedPolicy($0) } ?? []
    self.attached = attached
  }
}
