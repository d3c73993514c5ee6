import JSON

/// JSON for people: a member a line, two blanks a level.
enum JSONText {
  static func indented(_ value: JSONValue, level: Int = 0) -> String {
    let outer = String(repeating: "  ", count: level)
    let inner = outer + "  "
    switch value {
    case .object(let members) where !members.isEmpty:
      let lines = members.map { member in
        "\(inner)\(text(.string(member.name))): \(indented(member.value, level: level + 1))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
    case .array(let values) where !values.isEmpty:
      let lines = values.map { inner + indented($0, level: level + 1) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
    default: return text(value)
    }
  }

  private static func text(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }
}
