import S3Protocol
import StorageModel
import TOMLKit

/// One section of the configuration file, which refuses settings that nobody asked for.
final class SettingsTable {
  private let table: TOMLTable
  private let section: String
  private let path: String
  private var asked: Set<String> = []

  init(_ parent: TOMLTable, _ name: String, section: String, path: String) throws {
    self.section = section
    self.path = path
    guard let table = parent[name]?.table else { throw CommandError.usage("\(path): [\(section)] is not a section") }
    self.table = table
  }

  func text(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw wrong(name, "takes text in quotes") }
    return text
  }

  func flag(_ name: String) throws -> Bool? {
    guard let value = value(name) else { return nil }
    guard let flag = value.bool else { throw wrong(name, "takes true or false") }
    return flag
  }

  func number(_ name: String) throws -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.double ?? value.int.map(Double.init) else { throw wrong(name, "takes a number") }
    return number
  }

  /// A day as `YYYY-MM-DD`, written as a date or as text.
  func day(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    if let date = value.date {
      func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
      }
      return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }
    guard let text = value.string, text.utf8.count == 10, Timestamp(iso8601: text) != nil else {
      throw wrong(name, "takes a day: 2026-09-01")
    }
    return text
  }

  /// The sections below `[SECTION.NAME]`, sorted by name.
  func sections(_ name: String) throws -> [(name: String, table: SettingsTable)] {
    guard let value = value(name) else { return [] }
    guard let inner = value.table else { throw wrong(name, "takes sections: [\(section).\(name).NAME]") }
    return try inner.keys.sorted().map { key in
      (key, try SettingsTable(inner, key, section: "\(section).\(name).\(key)", path: path))
    }
  }

  /// The settings that were not asked for so far, as the values of options: text as it is, numbers in decimal,
  /// `true` as no value, `false` left out, lists as one value each.
  func remainingOptions() throws -> [(name: String, values: [String?])] {
    try table.keys.filter { !asked.contains($0) }.sorted().compactMap { name in
      guard let value = value(name) else { return nil }
      if let flag = value.bool { return flag ? (name, [nil]) : nil }
      if let list = value.array {
        return (name, try list.map { try scalar($0, name) })
      }
      return (name, [try scalar(value, name)])
    }
  }

  /// Throws a usage error for a setting that nobody asked for.
  func refuseTheRest() throws {
    guard let unknown = table.keys.sorted().first(where: { !asked.contains($0) }) else { return }
    let nearest = nearestName(to: unknown, among: asked.sorted())
    throw CommandError.usage(
      "\(path): [\(section)] has no setting '\(unknown)'", next: nearest.map { "did you mean '\($0)'?" })
  }

  func wrong(_ name: String, _ what: String) -> CommandError {
    CommandError.usage("\(path): [\(section)] \(name) \(what)")
  }

  private func value(_ name: String) -> (any TOMLValueConvertible)? {
    asked.insert(name)
    return table[name]
  }

  private func scalar(_ value: any TOMLValueConvertible, _ name: String) throws -> String {
    if let text = value.string { return text }
    if let number = value.int { return String(number) }
    if let number = value.double { return String(number) }
    throw wrong(name, "takes text, a number, true, false, or a list of these")
  }
}
