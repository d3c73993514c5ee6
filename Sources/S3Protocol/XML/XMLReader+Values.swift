package import StorageModel

/// Leaves as values. Each reads the text of the innermost open element and passes its end tag.
extension XMLReader {
  /// The text as it is: white space counts.
  package mutating func readBytes() throws(XMLError) -> [UInt8] {
    try withText { (text) throws(XMLError) -> [UInt8] in Array(text) }
  }

  /// - Throws: `.badValue` for text that is not UTF-8.
  package mutating func readString() throws(XMLError) -> String {
    let offset = position
    return try withText { (text) throws(XMLError) -> String in
      guard let string = String(validating: text, as: UTF8.self) else { throw XMLError(.badValue, offset: offset) }
      return string
    }
  }

  /// The text with whatever is not UTF-8 replaced: for messages, which are shown and never compared.
  package mutating func readRepairedString() throws(XMLError) -> String {
    try withText { (text) throws(XMLError) -> String in String(decoding: text, as: UTF8.self) }
  }

  /// A decimal number, white space around it allowed.
  /// - Throws: `.badValue` for anything else and for numbers outside Int64.
  package mutating func readInteger() throws(XMLError) -> Int64 {
    let offset = position
    return try withText { (text) throws(XMLError) -> Int64 in
      guard let value = decimalInteger(trimmed(text)) else { throw XMLError(.badValue, offset: offset) }
      return value
    }
  }

  /// `true` or `false` in any case, `1` or `0`.
  package mutating func readBool() throws(XMLError) -> Bool {
    let offset = position
    return try withText { (text) throws(XMLError) -> Bool in
      let value = trimmed(text)
      if equalsIgnoringCase(value, "true") || equalsIgnoringCase(value, "1") { return true }
      if equalsIgnoringCase(value, "false") || equalsIgnoringCase(value, "0") { return false }
      throw XMLError(.badValue, offset: offset)
    }
  }

  /// A time in ISO 8601, see ``Timestamp/init(iso8601:)``.
  package mutating func readTimestamp() throws(XMLError) -> Timestamp {
    let offset = position
    return try withText { (text) throws(XMLError) -> Timestamp in
      guard let value = Timestamp(iso8601: trimmed(text)) else { throw XMLError(.badValue, offset: offset) }
      return value
    }
  }

  /// An entity tag with or without quotes.
  package mutating func readETag() throws(XMLError) -> ETag {
    let offset = position
    if let tag = try quotedText() {
      for byte in tag where byte < 0x20 || byte >= 0x7f { throw XMLError(.badValue, offset: offset) }
      return ETag(verbatim: String(decoding: tag, as: UTF8.self))
    }
    return try withText { (text) throws(XMLError) -> ETag in
      guard let value = ETag(bytes: trimmed(text)) else { throw XMLError(.badValue, offset: offset) }
      return value
    }
  }
}

/// The text without white space at both ends.
private func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var start = 0
  var end = text.count
  while start < end, XMLReader.isSpace(text[start]) { start += 1 }
  while end > start, XMLReader.isSpace(text[end - 1]) { end -= 1 }
  return UnsafeBufferPointer(rebasing: text[start..<end])
}

/// `literal` is in lower case.
private func equalsIgnoringCase(_ text: UnsafeBufferPointer<UInt8>, _ literal: StaticString) -> Bool {
  guard text.count == literal.utf8CodeUnitCount else { return false }
  for index in 0..<text.count where (text[index] | 0x20) != (literal.utf8Start[index] | 0x20) { return false }
  return true
}
