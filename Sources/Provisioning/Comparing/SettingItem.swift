internal import JSON
internal import S3Protocol

/// One thing of a section that has a name of its own: a rule, a tag, a statement, or the section itself where it is one
/// thing. What it says stands in words, so that two of them can be compared line by line.
package struct SettingItem: Hashable, Sendable {
  /// A line of it: `expires` and `after 180 days`.
  package struct Fact: Hashable, Sendable {
    package var label: String
    package var value: String

    init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// How it is called in its section; nil for one without a name, which is known by what it says.
  package var name: String?
  /// In the order in which they are shown; one without meaning for the bucket is not among them.
  package var facts: [Fact]

  /// Equal by name where both have one, otherwise by what they say.
  func isSame(as other: SettingItem) -> Bool {
    guard let name, let otherName = other.name else { return facts == other.facts }
    return name == otherName
  }
}

extension SectionSettings {
  /// What the section has, in its order.
  package func items(_ section: BucketSection) -> [SettingItem] {
    switch self {
    case .lifecycle(let rules): rules.map { SettingItem(name: $0.id, facts: $0.facts) }
    case .document(let value):
      switch section {
      case .tags: (value["TagSet"]?.array ?? []).map { Self.tag($0) }
      case .cors: (value["CORSRules"]?.array ?? []).map { SettingItem(name: $0["ID"]?.string, facts: $0.facts()) }
      case .policy: Self.statements(value).map { SettingItem(name: $0["Sid"]?.text, facts: $0.facts()) }
      default: [SettingItem(name: "", facts: value.facts())].filter { !$0.facts.isEmpty }
      }
    }
  }

  /// The rules, tags or statements as they are, in the order of ``items(_:)``; nil for a section that is one thing.
  func elements(_ section: BucketSection) -> [JSONValue]? {
    guard case .document(let value) = self else { return nil }
    switch section {
    case .tags: return value["TagSet"]?.array ?? []
    case .cors: return value["CORSRules"]?.array ?? []
    case .policy: return Self.statements(value)
    default: return nil
    }
  }

  private static func statements(_ policy: JSONValue) -> [JSONValue] {
    guard let statement = policy["Statement"] else { return [] }
    return statement.array ?? [statement]
  }

  private static func tag(_ value: JSONValue) -> SettingItem {
    SettingItem(
      name: value["Key"]?.string ?? "", facts: [.init("value", value["Value"]?.string ?? "")])
  }
}

extension JSONValue {
  /// Every leaf with the names that lead to it. Lists of texts are one line, sorted: their order means nothing in the
  /// documents of S3, and a list of one is the same as its element.
  func facts(_ path: String = "") -> [SettingItem.Fact] {
    switch self {
    case .object(let members):
      return members.sorted { $0.name < $1.name }.filter { path + $0.name != "ID" && path + $0.name != "Sid" }
        .flatMap { $0.value.facts(path.isEmpty ? $0.name : "\(path).\($0.name)") }
    case .array(let values):
      let texts = values.compactMap(\.scalarText)
      if texts.count == values.count {
        return texts.isEmpty ? [] : [.init(path, texts.sorted().joined(separator: ", "))]
      }
      return values.enumerated().flatMap { $0.element.facts("\(path)[\($0.offset + 1)]") }
    case .null: return []
    case .number(let number): return [.init(path, String(number))]
    case .unsigned(let number): return [.init(path, String(number))]
    case .string, .integer, .bool: return [.init(path, scalarText ?? "")]
    }
  }
}
