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
