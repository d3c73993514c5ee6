/// A file in the INI dialect of `~/.aws/config` (AWS SDKs and Tools Reference Guide, "Shared config and credentials
/// files").
///
/// As the AWS CLI reads it: a line that starts with `#` or `;` is a comment, one inside a line is not; keys count
/// without case; a key without a value that is followed by indented `key = value` lines holds a map; a section or key
/// that comes again adds to or replaces the earlier one.
struct ConfigurationFile: Sendable {
  struct Section: Sendable, Equatable {
    var values: [String: String] = [:]
    /// The maps: `s3` → `addressing_style` → `path`.
    var maps: [String: [String: String]] = [:]
  }

  /// By the text between the brackets, white space folded and quotes taken off: `profile my name`.
  private(set) var sections: [String: Section] = [:]

  init() {}

  /// Lines that are nothing of the above are passed over: an unknown dialect must not lock anybody out.
  init(_ bytes: [UInt8]) {
    var current: String?
    var mapKey: String?
    for raw in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let line = trim(raw)
      guard let first = line.first, first != "#", first != ";" else { continue }
      if first == "[" {
        current = Self.sectionName(line)
        mapKey = nil
        if let current { sections[current, default: Section()] = sections[current] ?? Section() }
        continue
      }
      guard let section = current, let equals = line.firstIndex(of: "=") else { continue }
      let key = trim(line[..<equals]).lowercased()
      let value = String(trim(line[line.index(after: equals)...]))
      let isIndented = raw.first == " " || raw.first == "\t"
      if isIndented, let mapKey {
        sections[section]?.maps[mapKey, default: [:]][key] = value
      } else {
        mapKey = value.isEmpty ? key : nil
        sections[section]?.values[key] = value
      }
    }
  }

  /// nil for a line without a closing bracket.
  private static func sectionName(_ line: Substring) -> String? {
    guard let close = line.lastIndex(of: "]") else { return nil }
    let inner = line[line.index(after: line.startIndex)..<close]
    let words = splitWords(String(inner))
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// Without white space at both ends.
func trim(_ text: Substring) -> Substring {
  var text = text.drop(while: \.isWhitespace)
  while text.last?.isWhitespace == true { text.removeLast() }
  return text
}

/// Splits a command as a shell would, without expanding anything: blanks separate, quotes and backslashes protect.
func splitWords(_ text: String) -> [String] {
  var words: [String] = []
  var word = ""
  var hasWord = false
  var quote: Character?
  var isEscaped = false
  for character in text {
    if isEscaped {
      word.append(character)
      isEscaped = false
    } else if character == "\\", quote != "'" {
      isEscaped = true
      hasWord = true
    } else if let open = quote {
      if character == open { quote = nil } else { word.append(character) }
    } else if character == "\"" || character == "'" {
      quote = character
      hasWord = true
    } else if character.isWhitespace {
      if hasWord { words.append(word) }
      word = ""
      hasWord = false
    } else {
      word.append(character)
      hasWord = true
    }
  }
  if hasWord { words.append(word) }
  return words
}
