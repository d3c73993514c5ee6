internal import JSON
internal import S3Protocol
internal import StorageModel

/// One table of a description, which refuses settings that nobody asked for.
struct DescriptionTable {
  private let members: [JSONValue.Member]
  private let name: String
  private var asked: Set<String> = []

  init(_ value: JSONValue, name: String) throws(ProvisioningError) {
    guard let members = value.members else { throw ProvisioningError(.badFile, "[\(name)] must be a table") }
    self.members = members
    self.name = name
  }

  mutating func value(_ setting: String) -> JSONValue? {
    asked.insert(setting)
    return members.first { $0.name == setting }?.value
  }

  mutating func text(_ setting: String) throws(ProvisioningError) -> String? {
    guard let value = value(setting) else { return nil }
    guard let text = value.string else { throw wrong(setting, "takes text in quotes") }
    return text
  }

  mutating func flag(_ setting: String) throws(ProvisioningError) -> Bool? {
    guard let value = value(setting) else { return nil }
    guard let flag = value.bool else { throw wrong(setting, "takes true or false") }
    return flag
  }

  /// A whole number from 0 to the largest Int32.
  mutating func number(_ setting: String) throws(ProvisioningError) -> Int? {
    guard let value = value(setting) else { return nil }
    guard let number = value.integer, (0...Int64(Int32.max)).contains(number) else {
      throw wrong(setting, "takes a whole number")
    }
    return Int(number)
  }

  /// Bytes as a number, or as text with a unit: `"64 MiB"`.
  mutating func size(_ setting: String) throws(ProvisioningError) -> Int64? {
    guard let value = value(setting) else { return nil }
    if let number = value.integer, number >= 0 { return number }
    if let text = value.string, let bytes = Self.bytes(text) { return bytes }
    throw wrong(setting, "takes bytes, as a number or with a unit ('64 MiB')")
  }

  /// A day, `2026-09-01`.
  mutating func day(_ setting: String) throws(ProvisioningError) -> Timestamp? {
    guard let text = try text(setting) else { return nil }
    guard let time = Timestamp(iso8601: text), time.nanoseconds % 86_400_000_000_000 == 0 else {
      throw wrong(setting, "takes a day: 2026-09-01")
    }
    return time
  }

  mutating func tables(_ setting: String) throws(ProvisioningError) -> [DescriptionTable] {
    guard let value = value(setting) else { return [] }
    guard let values = value.array else { throw wrong(setting, "takes a list of tables") }
    var tables: [DescriptionTable] = []
    for value in values { tables.append(try DescriptionTable(value, name: "\(name).\(setting)")) }
    return tables
  }

  /// A table of texts as tags, sorted by key.
  mutating func tags(_ setting: String) throws(ProvisioningError) -> [ObjectTag] {
    guard let value = value(setting) else { return [] }
    guard let members = value.members else { throw wrong(setting, "takes a table: { key = \"value\" }") }
    var tags: [ObjectTag] = []
    for member in members {
      guard let text = member.value.scalarText else { throw wrong(setting, "has a value that is no text") }
      tags.append(ObjectTag(key: member.name, value: text))
    }
    return tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// Throws for a setting that nobody asked for.
  func refuseTheRest() throws(ProvisioningError) {
    guard let unknown = members.first(where: { !asked.contains($0.name) }) else { return }
    throw ProvisioningError(
      .badFile, "[\(name)] has no setting '\(unknown.name)'; it knows \(asked.sorted().joined(separator: ", "))")
  }

  func wrong(_ setting: String, _ what: String) -> ProvisioningError {
    ProvisioningError(.badFile, "[\(name)] \(setting) \(what)")
  }

  private static func bytes(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let shifts: [Substring: Int64] = [
      "": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40, "K": 10, "M": 20, "G": 30, "T": 40,
    ]
    guard let number = Int64(digits), let shift = shifts[unit] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : product
  }
}

extension JSONValue {
  /// Text, a whole number or a flag as text: tags are often numbers.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}
