internal import Glibc

/// The parts of XML's grammar that S3 documents rarely use (Extensible Markup Language 1.0, sections 2.5 to 2.8, 3.1,
/// 4.1).
extension XMLReader {
  mutating func skipWhitespace() {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  func startsWith(_ text: StaticString) -> Bool {
    guard let base = bytes.baseAddress, bytes.count - position >= text.utf8CodeUnitCount else { return false }
    return memcmp(base + position, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// True when what is left could be the beginning of `text`, cut off.
  private func isCutOff(_ text: StaticString) -> Bool {
    let left = bytes.count - position
    guard left < text.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
    return memcmp(base + position, text.utf8Start, left) == 0
  }

  /// At `<`: passes over a comment, a processing instruction or a CDATA section; false for a tag.
  mutating func skipMarkup() throws(XMLError) -> Bool {
    guard position + 1 < bytes.count else { throw error(.truncated) }
    switch bytes[position + 1] {
    case UInt8(ascii: "?"):
      position += 2
      try skip(past: "?>")
    case UInt8(ascii: "!"):
      if startsWith("<!--") {
        position += 4
        try skip(past: "-->")
      } else if startsWith("<![CDATA[") {
        _ = try cdata()
      } else if startsWith("<!DOCTYPE") || startsWith("<!doctype") {
        throw error(.documentType)
      } else {
        let cutOff = isCutOff("<!--") || isCutOff("<![CDATA[") || isCutOff("<!DOCTYPE")
        throw error(cutOff ? .truncated : .malformed)
      }
    default:
      return false
    }
    return true
  }

  /// At `<![CDATA[`: where its content stands; passes over the section.
  mutating func cdata() throws(XMLError) -> Range<Int> {
    position += 9
    let start = position
    try skip(past: "]]>")
    return start..<(position - 3)
  }

  private mutating func skip(past end: StaticString) throws(XMLError) {
    while position < bytes.count {
      if bytes[position] == end.utf8Start[0], startsWith(end) {
        position += end.utf8CodeUnitCount
        return
      }
      position += 1
    }
    throw error(.truncated)
  }

  /// After `<`: the name as written.
  mutating func tagName() throws(XMLError) -> Range<Int> {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || Self.isSpace(byte) { break }
      guard byte > 0x20, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "&"), byte != UInt8(ascii: "=") else {
        throw error(.malformed)
      }
      position += 1
    }
    guard position < bytes.count else { throw error(.truncated) }
    guard position > start else { throw error(.malformed) }
    return start..<position
  }

  /// After the name of a start tag that does not end there: passes over its attributes and `>`; true for `/>`.
  mutating func skipAttributes() throws(XMLError) -> Bool {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ">"):
        position += 1
        return false
      case UInt8(ascii: "/"):
        guard position + 1 < bytes.count else { throw error(.truncated) }
        guard bytes[position + 1] == UInt8(ascii: ">") else { throw error(.malformed) }
        position += 2
        return true
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try skipQuoted()
      case UInt8(ascii: "<"):
        throw error(.malformed)
      default:
        position += 1
      }
    }
    throw error(.truncated)
  }

  /// At a quote: passes over the value, which must not contain `<`.
  private mutating func skipQuoted() throws(XMLError) {
    let quote = bytes[position]
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return }
      if byte == UInt8(ascii: "<") { throw error(.malformed) }
    }
    throw error(.truncated)
  }

  /// At `&`: appends the character that the reference stands for to `scratch`.
  mutating func appendReference() throws(XMLError) {
    if startsWith("&#") { return try appendCharacter() }
    let entities: [(StaticString, UInt8)] = [
      ("&quot;", UInt8(ascii: "\"")), ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")),
      ("&gt;", UInt8(ascii: ">")), ("&apos;", UInt8(ascii: "'")),
    ]
    for (name, byte) in entities where startsWith(name) {
      scratch.append(byte)
      position += name.utf8CodeUnitCount
      return
    }
    throw error(bytes.count - position < 6 ? .truncated : .badReference)
  }

  /// At `&#`: a character by its number. Surrogates and numbers over U+10FFFF are refused. Zero is taken like any
  /// control character: keys may have it, and whoever writes one in XML has no other way.
  private mutating func appendCharacter() throws(XMLError) {
    var cursor = position + 2
    let isHexadecimal = cursor < bytes.count && (bytes[cursor] | 0x20) == UInt8(ascii: "x")
    if isHexadecimal { cursor += 1 }
    var value: UInt32 = 0
    let firstDigit = cursor
    while cursor < bytes.count, let digit = Self.digit(bytes[cursor], isHexadecimal: isHexadecimal) {
      value = value * (isHexadecimal ? 16 : 10) + digit
      guard value <= 0x10ffff else { throw error(.badReference) }
      cursor += 1
    }
    guard cursor < bytes.count else { throw error(.truncated) }
    guard cursor > firstDigit, bytes[cursor] == UInt8(ascii: ";"), let scalar = Unicode.Scalar(value)
    else { throw error(.badReference) }
    scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    position = cursor + 1
  }

  private static func digit(_ byte: UInt8, isHexadecimal: Bool) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): isHexadecimal ? UInt32(byte - UInt8(ascii: "a")) + 10 : nil
    case UInt8(ascii: "A")...UInt8(ascii: "F"): isHexadecimal ? UInt32(byte - UInt8(ascii: "A")) + 10 : nil
    default: nil
    }
  }
}
