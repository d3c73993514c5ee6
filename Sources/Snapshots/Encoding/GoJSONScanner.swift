internal import Digests

/// Walks through JSON without building values of it: trees have a million nodes. Reads what Go's decoder reads, and
/// bounds what it does not: values that nobody asked for may be nested 64 deep.
struct GoJSONScanner {
  private static let deepest = 64

  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func failure(_ message: String) -> TreeError { TreeError(offset: position, message: message) }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  var isAtEnd: Bool { position == bytes.count }

  /// Takes the character, with the space before it, if it comes next.
  mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(TreeError) {
    guard takes(character) else { throw failure("'\(character)' expected") }
  }

  /// Calls `member` with the name of each member of an object; `member` must consume the value.
  mutating func object(_ member: (inout GoJSONScanner, ArraySlice<UInt8>) throws(TreeError) -> Void) throws(TreeError) {
    try expect("{")
    if takes("}") { return }
    while true {
      let name = try plainName()
      try expect(":")
      try member(&self, name)
      if takes("}") { return }
      try expect(",")
    }
  }

  /// Calls `element` before each element of an array; `element` must consume it.
  mutating func array(_ element: (inout GoJSONScanner) throws(TreeError) -> Void) throws(TreeError) {
    try expect("[")
    if takes("]") { return }
    while true {
      try element(&self)
      if takes("]") { return }
      try expect(",")
    }
  }

  /// A name as it stands, escapes not resolved: those that anybody asks for have none.
  private mutating func plainName() throws(TreeError) -> ArraySlice<UInt8> {
    try expect("\"")
    let start = position
    try skipString()
    return bytes[start..<position - 1]
  }

  /// Behind the opening quote: goes behind the closing one. True when there is nothing but plain characters.
  @discardableResult private mutating func skipString() throws(TreeError) -> Bool {
    var isPlain = true
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return isPlain }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        position += 1
      } else if byte >= 0x80 {
        isPlain = false
      } else if byte < 0x20 {
        throw failure("a control character in a string")
      }
    }
    throw failure("a string without its end")
  }

  /// Whether null comes next; takes it then.
  mutating func takesNull() -> Bool {
    skipSpace()
    return takesWord("null")
  }

  private mutating func takesWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    let wanted = UnsafeBufferPointer(start: word.utf8Start, count: count)
    guard bytes.count - position >= count, bytes[position..<position + count].elementsEqual(wanted) else {
      return false
    }
    position += count
    return true
  }

  /// The UTF-8 of a string, bytes that are none replaced by U+FFFD as Go does.
  mutating func string() throws(TreeError) -> [UInt8] {
    try expect("\"")
    let start = position
    if try skipString() { return Array(bytes[start..<position - 1]) }
    return try unescaped(start..<position - 1)
  }

  /// As ``string()``, empty for null.
  mutating func stringOrNull() throws(TreeError) -> [UInt8] { takesNull() ? [] : try string() }

  /// `last` again when the string is the same: user and group are, a million times.
  mutating func string(like last: [UInt8]) throws(TreeError) -> [UInt8] {
    try expect("\"")
    let start = position
    guard try skipString() else { return try unescaped(start..<position - 1) }
    let text = bytes[start..<position - 1]
    return text.elementsEqual(last) ? last : Array(text)
  }

  /// The bytes that a string of base64 stands for; none for null.
  mutating func base64() throws(TreeError) -> [UInt8] {
    let text = try stringOrNull()
    guard let value = base64Decoded(String(decoding: text, as: UTF8.self)) else { throw failure("no base64") }
    return value
  }

  mutating func unsigned<Value: FixedWidthInteger & UnsignedInteger>(_: Value.Type) throws(TreeError) -> Value {
    if takesNull() { return 0 }
    let start = position
    var value: Value = 0
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Value(bytes[position] - UInt8(ascii: "0")))
      guard !overflow, !overflow2 else { throw failure("a number too large") }
      value = sum
      position += 1
    }
    guard position > start else { throw failure("a number expected") }
    return value
  }

  /// Goes over any value, and returns where it stood.
  @discardableResult mutating func skipValue(depth: Int = 0) throws(TreeError) -> Range<Int> {
    guard depth < Self.deepest else { throw failure("nested too deep") }
    skipSpace()
    let start = position
    guard position < bytes.count else { throw failure("a value expected") }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      try object { (scanner, _) throws(TreeError) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { (scanner) throws(TreeError) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""):
      position += 1
      try skipString()
    default: try skipWord()
    }
    return start..<position
  }

  private mutating func skipWord() throws(TreeError) {
    if takesWord("null") || takesWord("true") || takesWord("false") { return }
    let start = position
    let digits = Set("+-.eE0123456789".utf8)
    while position < bytes.count, digits.contains(bytes[position]) { position += 1 }
    guard position > start else { throw failure("a value expected") }
  }
}

extension GoJSONScanner {
  private func unescaped(_ range: Range<Int>) throws(TreeError) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        index = try unescape(at: index, before: range.upperBound, into: &text)
      } else if byte < 0x80 {
        text.append(byte)
        index += 1
      } else if let (_, width) = GoText.scalar(in: bytes, at: index), index + width <= range.upperBound {
        text += bytes[index..<index + width]
        index += width
      } else {
        text += [0xef, 0xbf, 0xbd]
        index += 1
      }
    }
    return text
  }

  /// Resolves the escape at `index`; returns what comes behind it.
  private func unescape(at index: Int, before end: Int, into text: inout [UInt8]) throws(TreeError) -> Int {
    guard index + 1 < end else { throw failure("half an escape") }
    switch bytes[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[index + 1])
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let first = unit(at: index + 2, before: end) else { throw failure("half an escape") }
      if (0xd800..<0xdc00).contains(first), index + 7 < end, bytes[index + 6] == UInt8(ascii: "\\"),
        bytes[index + 7] == UInt8(ascii: "u"), let second = unit(at: index + 8, before: end),
        (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        text += GoText.utf8(scalar)
        return index + 12
      }
      // Half a pair is U+FFFD, as for Go.
      text += GoText.utf8(Unicode.Scalar(first) ?? "\u{fffd}")
      return index + 6
    default: throw failure("an escape that is none")
    }
    return index + 2
  }

  private func unit(at index: Int, before end: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for digit in bytes[index..<index + 4] {
      guard let number = GoText.digitValue(digit) else { return nil }
      value = value << 4 | number
    }
    return value
  }
}
