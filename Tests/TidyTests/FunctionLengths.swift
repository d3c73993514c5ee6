/// A function, initialiser or computed property and the number of lines it takes, from its keyword to its last brace.
struct MeasuredFunction {
  let line: Int
  let name: String
  let lineCount: Int
}

/// Measures every function of a file.
struct FunctionLengths {
  private let lines: [[UInt8]]

  init(_ text: String) {
    lines = SwiftScanner.blanked(text).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
      Array.init)
  }

  func measure() -> [MeasuredFunction] {
    lines.indices.compactMap { index in
      guard let name = declaredName(in: lines[index]), let end = endOfBody(from: index) else { return nil }
      return MeasuredFunction(line: index + 1, name: name, lineCount: end - index + 1)
    }
  }

  private func declaredName(in line: [UInt8]) -> String? {
    let text = String(decoding: line, as: UTF8.self)
    let words = text.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" || $0 == "!" || $0 == ":" }
    for (index, word) in words.enumerated() {
      switch word {
      case "func", "subscript":
        return index + 1 < words.count ? String(words[index + 1]) : String(word)
      case "init", "deinit": return String(word)
      case "var":
        guard text.hasSuffix("{"), !text.contains("=") else { return nil }
        return index + 1 < words.count ? String(words[index + 1]) : nil
      case let modifier where Self.modifiers.contains(String(modifier)) || modifier.hasPrefix("@"): continue
      default: return nil
      }
    }
    return nil
  }

  private static let modifiers: Set<String> = [
    "package", "private", "internal", "fileprivate", "public", "static", "class", "final", "mutating", "nonmutating",
    "override", "required", "convenience", "nonisolated", "consuming", "borrowing", "isolated", "unsafe",
  ]

  /// The line of the closing brace; nil for a requirement of a protocol, which has no body.
  private func endOfBody(from start: Int) -> Int? {
    var parentheses = 0
    var braces = 0
    for index in start..<lines.count {
      if index > start, braces == 0, parentheses == 0, declaredName(in: lines[index]) != nil { return nil }
      for byte in lines[index] {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
        case UInt8(ascii: "{") where parentheses == 0 || braces > 0: braces += 1
        case UInt8(ascii: "}") where braces == 0 && parentheses == 0: return nil
        case UInt8(ascii: "}") where braces > 0:
          braces -= 1
          if braces == 0 { return index }
        default: break
        }
      }
    }
    return nil
  }
}
