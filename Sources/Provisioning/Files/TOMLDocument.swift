internal import JSON
internal import TOMLKit

/// TOML as a JSON value: dates become text (`2026-09-01`), members are sorted by name.
enum TOMLDocument {
  /// - Throws: `badFile` with the line for text that is not TOML.
  static func value(_ text: String) throws(ProvisioningError) -> JSONValue {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw ProvisioningError(.badFile, "line \(error.source.begin.line): \(error.description)")
    } catch {
      throw ProvisioningError(.badFile, "not TOML: \(error)")
    }
    return try value(table, depth: 0)
  }

  private static func value(
    _ table: TOMLTable, depth: Int
  ) throws(ProvisioningError) -> JSONValue {
    var members: [JSONValue.Member] = []
    for name in table.keys.sorted() {
      guard let inner = table[name] else { continue }
      members.append(.init(name, try value(inner, name, depth: depth + 1)))
    }
    return .object(members)
  }

  private static func value(
    _ value: any TOMLValueConvertible, _ name: String, depth: Int
  ) throws(ProvisioningError) -> JSONValue {
    guard depth < 16 else { throw ProvisioningError(.badFile, "'\(name)' is nested too deeply") }
    switch value.type {
    case .table:
      if let table = value.table { return try Self.value(table, depth: depth) }
    case .array:
      if let array = value.array {
        var values: [JSONValue] = []
        for element in array { values.append(try Self.value(element, name, depth: depth + 1)) }
        return .array(values)
      }
    case .string: if let text = value.string { return .string(text) }
    case .int: if let number = value.int { return .integer(Int64(number)) }
    case .double: if let number = value.double { return .number(number) }
    case .bool: if let flag = value.bool { return .bool(flag) }
    case .date: if let date = value.date { return .string(dateText(date)) }
    case .dateTime:
      if let time = value.dateTime, time.time.hour == 0, time.time.minute == 0, time.time.second == 0,
        time.offset.map({ $0.offset == 0 }) ?? true
      {
        return .string(dateText(time.date))
      }
      throw ProvisioningError(.badFile, "'\(name)' must be a day: rules act at midnight UTC")
    case .time: break
    }
    throw ProvisioningError(.badFile, "'\(name)' has a value that no setting takes")
  }

  private static func dateText(_ date: TOMLDate) -> String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }
}
