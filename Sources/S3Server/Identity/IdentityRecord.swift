internal import JSON

/// A document of the store about identities; its name is the record's.
protocol IdentityRecord {
  /// The kind of the documents.
  static var kind: String { get }
  var name: String { get }

  /// nil for a document that is none of these.
  init?(_ bytes: [UInt8])
  func encoded() -> [UInt8]
}

/// The access keys of root besides that of its credentials.
struct RootKeys: Sendable, Hashable, IdentityRecord {
  static let kind = "root-keys"

  var name: String { "root" }
  var keys: [StoredKey] = []

  func encoded() -> [UInt8] { JSONValue.object([.init("keys", .array(keys.map(\.json)))]).encoded() }

  init(keys: [StoredKey]) { self.keys = keys }

  init?(_ bytes: [UInt8]) {
    guard let listed = JSONReader.read(bytes)?["keys"]?.array else { return nil }
    keys = listed.compactMap { StoredKey($0) }
    guard keys.count == listed.count else { return nil }
  }
}
