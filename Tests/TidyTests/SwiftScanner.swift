/// Just enough of Swift's lexical structure to find words that are code.
enum SwiftScanner {
  /// `text` with comments and the contents of string literals replaced by spaces; line breaks stay.
  static func blanked(_ text: String) -> [UInt8] {
    var scanner = Blanker(input: Array(text.utf8))
    scanner.run()
    return scanner.output
  }
}

/// Replaces comments and literals; interpolated code inside a literal counts as literal.
private struct Blanker {
  let input: [UInt8]
  var output: [UInt8] = []
  var position = 0

  init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  mutating func run() {
    while position < input.count {
      if starts("//") {
        while position < input.count, input[position] != UInt8(ascii: "\n") { blank() }
      } else if starts("/*") {
        blockComment()
      } else if input[position] == UInt8(ascii: "\"") || (starts("#") && rawQuote()) {
        stringLiteral()
      } else {
        output.append(input[position])
        position += 1
      }
    }
  }

  func starts(_ word: String) -> Bool {
    input[position...].starts(with: word.utf8)
  }

  func rawQuote() -> Bool {
    input[position...].drop { $0 == UInt8(ascii: "#") }.first == UInt8(ascii: "\"")
  }

  mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < input.count {
      output.append(input[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
      position += 1
    }
  }

  mutating func blockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        blank(2)
      } else if starts("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < input.count
  }

  mutating func stringLiteral() {
    var hashes = 0
    while starts("#") {
      hashes += 1
      blank()
    }
    let fence = String(repeating: "#", count: hashes)
    let quote = starts("\"\"\"") ? "\"\"\"" : "\""
    blank(quote.utf8.count)
    while position < input.count, !starts(quote + fence) {
      if starts("\\" + fence + "(") {
        interpolation()
      } else if starts("\\" + fence) {
        blank(hashes + 2)
      } else if quote.utf8.count == 1, input[position] == UInt8(ascii: "\n") {
        return
      } else {
        blank()
      }
    }
    blank(quote.utf8.count + hashes)
  }

  mutating func interpolation() {
    var depth = 0
    repeat {
      if starts("\"") {
        stringLiteral()
        continue
      }
      if starts("(") { depth += 1 }
      if starts(")") { depth -= 1 }
      blank()
    } while position < input.count && (depth > 0 || input[position - 1] != UInt8(ascii: ")"))
  }
}
