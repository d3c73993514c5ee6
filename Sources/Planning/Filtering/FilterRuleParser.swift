internal import StorageModel

/// How the lines of a file of rules are to be understood.
package enum FilterFileForm: Sendable {
  /// `--filter-from`: every line says `+ pattern`, `- pattern` or `!`.
  case rules
  /// `--include-from`, `--exclude-from`: every line is a pattern unless it begins with `+ ` or `- ` or is `!`.
  case patterns(FilterRule.Action)
}

/// What one line of rules says.
enum FilterDirective: Hashable, Sendable {
  case rule(FilterRule)
  /// `!`: forget all rules before.
  case clear
  /// An empty line, or one that begins with `#` or `;`.
  case comment
}

/// Takes the text of rules apart (rsync(1), "Filter rules in depth").
enum FilterRuleParser {
  /// One pattern of `--include` or `--exclude`.
  static func pattern(_ text: [UInt8], _ action: FilterRule.Action) throws(PlanningError) -> FilterDirective {
    if text == Array("!".utf8) { return .clear }
    if text.starts(with: Array("+ ".utf8)) { return .rule(try FilterRule(.include, Array(text.dropFirst(2)))) }
    if text.starts(with: Array("- ".utf8)) { return .rule(try FilterRule(.exclude, Array(text.dropFirst(2)))) }
    return .rule(try FilterRule(action, text))
  }

  /// One rule of `--filter`.
  static func rule(_ text: [UInt8]) throws(PlanningError) -> FilterDirective {
    let line = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let space = line.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "_") } ?? line.endIndex
    let head = String(decoding: line[..<space], as: UTF8.self)
    let rest = Array(line[space...].dropFirst())
    switch head {
    case "!", "clear": return .clear
    case "+", "include": return .rule(try FilterRule(.include, rest))
    case "-", "exclude": return .rule(try FilterRule(.exclude, rest))
    case "+!", "+,!", "include,!": return .rule(try FilterRule(.include, rest, isNegated: true))
    case "-!", "-,!", "exclude,!": return .rule(try FilterRule(.exclude, rest, isNegated: true))
    default:
      throw PlanningError(
        .badRule, subject: escapedForDisplay(text), message: "a rule is \"+ PATTERN\", \"- PATTERN\" or \"!\"")
    }
  }

  /// The lines of a file, ended by newline (a carriage return before it is dropped) or by NUL where there is one.
  static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    let isNulSeparated = text.contains(0)
    return text.split(separator: isNulSeparated ? 0 : UInt8(ascii: "\n"), omittingEmptySubsequences: true).map { line in
      !isNulSeparated && line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  /// The directives of a file; an error names the line.
  static func file(_ text: [UInt8], _ form: FilterFileForm) throws(PlanningError) -> [FilterDirective] {
    var directives: [FilterDirective] = []
    for line in lines(text) {
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
      switch form {
      case .rules: directives.append(try rule(Array(line)))
      case .patterns(let action): directives.append(try pattern(Array(line), action))
      }
    }
    return directives
  }
}
