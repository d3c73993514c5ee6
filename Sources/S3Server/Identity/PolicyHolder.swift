internal import JSON

/// Users, groups and roles: whatever has policies.
protocol PolicyHolder: Sendable {
  var name: String { get }
  /// Inline, in order of name.
  var policies: [NamedPolicy] { get set }
  /// Each once, in the order in which they were attached.
  var attached: [ManagedPolicy] { get set }
}

extension PolicyHolder {
  var hasPolicies: Bool { !policies.isEmpty || !attached.isEmpty }

  /// The texts of all its policies.
  var policyTexts: [String] { policies.map(\.text) + attached.map(\.text) }
}

/// A policy with its name, as it was written.
struct NamedPolicy: Sendable, Hashable {
  var name: String
  var text: String
}

extension NamedPolicy {
  var json: JSONValue { .object([.init("name", .string(name)), .init("text", .string(text))]) }

  init?(_ json: JSONValue) {
    guard let name = json["name"]?.text, let text = json["text"]?.text else { return nil }
    self.init(name: name, text: text)
  }
}

extension [NamedPolicy] {
  /// Throws NoSuchEntity.
  func named(_ name: String) throws(AdministrationError) -> NamedPolicy {
    guard let found = first(where: { $0.name == name }) else {
      throw AdministrationError(.noSuchEntity, "The policy with name \(name.prefix(128)) cannot be found.")
    }
    return found
  }

  mutating func replace(_ policy: NamedPolicy) {
    removeAll { $0.name == policy.name }
    append(policy)
    sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

extension [ManagedPolicy] {
  var json: JSONValue { .array(map { .string($0.rawValue) }) }

  /// What a document of an older store does not have is empty; nil for a name that is no policy's, which must not be
  /// passed over.
  init?(_ json: JSONValue?) {
    guard let names = json?.array else {
      self = []
      return
    }
    self = names.compactMap { $0.string.flatMap { ManagedPolicy(rawValue: $0) } }
    guard count == names.count else { return nil }
  }
}
