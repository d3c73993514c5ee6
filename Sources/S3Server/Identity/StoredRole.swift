internal import JSON
internal import StorageModel

/// A role as it is kept: permissions that others take for a while.
struct StoredRole: Sendable, Hashable, PolicyHolder, IdentityRecord {
  static let kind = "role"

  var id: String
  var name: String
  var path = "/"
  var created: Timestamp
  /// Who made it: sessions own and reach buckets as that one.
  var ownerID: String
  var summary = ""
  var maximumSeconds: Int64 = 3600
  /// Who may take it.
  var trustText: String
  var policies: [NamedPolicy] = []
  var attached: [ManagedPolicy] = []

  var arn: String { "arn:aws:iam:::role\(path)\(name)" }

  func encoded() -> [UInt8] {
    JSONValue.object([
      .init("id", .string(id)), .init("name", .string(name)), .init("path", .string(path)),
      .init("created", .integer(created.seconds)), .init("owner", .string(ownerID)),
      .init("summary", .string(summary)), .init("maximum_seconds", .integer(maximumSeconds)),
      .init("trust", .string(trustText)), .init("policies", .array(policies.map(\.json))),
      .init("attached", attached.json),
    ]).encoded()
  }

  init(id: String, name: String, created: Timestamp, ownerID: String, trustText: String) {
    self.id = id
    self.name = name
    self.created = created
    self.ownerID = ownerID
    self.trustText = trustText
  }

  /// nil for a document that is no role.
  init?(_ bytes: [UInt8]) {
    guard let json = JSONReader.read(bytes), let id = json["id"]?.text, let name = json["name"]?.text,
      let path = json["path"]?.text, let created = json["created"]?.integer, let owner = json["owner"]?.text,
      let trust = json["trust"]?.text, let attached = [ManagedPolicy](json["attached"])
    else { return nil }
    self.init(id: id, name: name, created: Timestamp(seconds: created), ownerID: owner, trustText: trust)
    self.path = path
    summary = json["summary"]?.string ?? ""
    maximumSeconds = json["maximum_seconds"]?.integer ?? 3600
    policies = json["policies"]?.array?.compactMap { NamedPolicy($0) } ?? []
    self.attached = attached
  }
}
