/// Names as restic puts them into a tree: quoted as a Go string literal, without the quotes. So a name that is not
/// UTF-8 survives JSON (restic design document, "Trees and Data"; Go's strconv.Quote and Unquote say what a literal
/// is).
package enum GoQuoting {
  /// Appends `name` quoted. Printable text stands as it is, everything else as an escape.
  package static func append(_ name: [UInt8], to out: inout [UInt8]) {
    if name.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      out += name
      return
    }
    var position = 0
    while position < name.count {
      let byte = name[position]
      if byte < 0x80 {
        appendASCII(byte, to: &out)
        position += 1
        continue
      }
      guard let (scalar, width) = GoText.scalar(in: name, at: position) else {
        out += [UInt8(ascii: "\\"), UInt8(ascii: "x")] + GoText.hexadecimal(UInt32(byte), digits: 2)
        position += 1
        continue
      }
      if isPrintable(scalar) {
        out += name[position..<position + width]
      } else {
        let isShort = scalar.value < 0x10000
        out += [UInt8(ascii: "\\"), UInt8(ascii: isShort ? "u" : "U")]
        out += GoText.hexadecimal(scalar.value, digits: isShort ? 4 : 8)
      }
      position += width
    }
  }

  /// `name` quoted.
  package static func quoted(_ name: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    append(name, to: &out)
    return out
  }

  private static func appendASCII(_ byte: UInt8, to out: inout [UInt8]) {
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x07: letter = UInt8(ascii: "a")
    case 0x08: letter = UInt8(ascii: "b")
    case 0x0c: letter = UInt8(ascii: "f")
    case 0x0a: letter = UInt8(ascii: "n")
    case 0x0d: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    case 0x0b: letter = UInt8(ascii: "v")
    case 0x20..<0x7f:
      out.append(byte)
      return
    default:
      out += [UInt8(ascii: "\\"), UInt8(ascii: "x")] + GoText.hexadecimal(UInt32(byte), digits: 2)
      return
    }
    out += [UInt8(ascii: "\\"), letter]
  }

  /// Letters, marks, numbers, punctuation and symbols of Unicode 15.0, which is what Go knows since 1.21; what was
  /// assigned later is escaped there, and so it is here.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    guard let age = properties.age, age.major < 15 || (age.major == 15 && age.minor == 0) else { return false }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation,
      .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      return true
    default: return false
    }
  }

  /// The name that `text` is the quoted form of; nil for what is no Go literal.
  package static func unquoted(_ text: [UInt8]) -> [UInt8]? {
    if !text.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == 0x0a }) { return text }
    var reader = GoLiteralReader(text: text)
    return reader.read()
  }
}

/// Reads the inside of a Go string literal.
private struct GoLiteralReader {
  let text: [UInt8]
  var position = 0
  var name: [UInt8] = []

  init(text: [UInt8]) { self.text = text }

  mutating func read() -> [UInt8]? {
    name.reserveCapacity(text.count)
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""), 0x0a: return nil
      case UInt8(ascii: "\\"): guard escape() else { return nil }
      default: name.append(byte)
      }
    }
    return name
  }

  private mutating func escape() -> Bool {
    guard position < text.count else { return false }
    let letter = text[position]
    position += 1
    switch letter {
    case UInt8(ascii: "a"): name.append(0x07)
    case UInt8(ascii: "b"): name.append(0x08)
    case UInt8(ascii: "f"): name.append(0x0c)
    case UInt8(ascii: "n"): name.append(0x0a)
    case UInt8(ascii: "r"): name.append(0x0d)
    case UInt8(ascii: "t"): name.append(0x09)
    case UInt8(ascii: "v"): name.append(0x0b)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): name.append(letter)
    case UInt8(ascii: "x"):
      guard let value = digits(2, radix: 16) else { return false }
      name.append(UInt8(truncatingIfNeeded: value))
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = letter == UInt8(ascii: "u") ? 4 : 8
      guard let scalar = digits(count, radix: 16).flatMap({ Unicode.Scalar($0) }) else { return false }
      name += GoText.utf8(scalar)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      guard let value = digits(3, radix: 8), value <= 255 else { return false }
      name.append(UInt8(truncatingIfNeeded: value))
    default: return false
    }
    return true
  }

  private mutating func digits(_ count: Int, radix: UInt32) -> UInt32? {
    guard text.count - position >= count else { return nil }
    var value: UInt32 = 0
    for digit in text[position..<position + count] {
      guard let number = GoText.digitValue(digit), number < radix else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      guard !overflow else { return nil }
      value = product + number
    }
    position += count
    return value
  }
}
