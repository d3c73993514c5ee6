/// An entity tag without its quotes (RFC 9110, section 8.8.3).
///
/// S3's is the MD5 of a body put in one piece, or the MD5 of the parts' MD5s and `-N` for N parts; of encrypted
/// objects it is neither. It proves that an object is still the one seen before, and only sometimes what is in it.
package struct ETag: Hashable, Sendable, CustomStringConvertible {
  package let value: String

  /// Takes the tag with or without quotes, also with the weak prefix.
  package init(_ text: String) {
    // By bytes: characters are counted ten times slower, and every look-up of an object makes a tag.
    let quote = UInt8(ascii: "\"")
    var bytes = text.utf8[...]
    if bytes.starts(with: "W/".utf8) { bytes = bytes.dropFirst(2) }
    if bytes.count >= 2, bytes.first == quote, bytes.last == quote { bytes = bytes.dropFirst().dropLast() }
    self.value = bytes.count == text.utf8.count ? text : String(Substring(bytes))
  }

  /// The same of a piece of a text.
  package init(_ text: Substring) { self.init(String(text)) }

  /// The tag in double quotes, as headers and listings carry it.
  package var quoted: String { "\"\(value)\"" }

  package var description: String { value }

  /// The number of parts of a multipart tag; nil for any other form.
  package var partCount: Int? {
    guard value.utf8.count > 33, isHex(value.utf8.prefix(32)) else { return nil }
    let rest = value.utf8.dropFirst(32)
    guard rest.first == UInt8(ascii: "-"), let count = Int(String(Substring(rest.dropFirst()))) else { return nil }
    return count > 0 ? count : nil
  }

  /// True when the tag has the form of a single MD5 in hexadecimal digits.
  package var isMD5Shaped: Bool { value.utf8.count == 32 && isHex(value.utf8.prefix(32)) }

  private func isHex(_ digits: Substring.UTF8View) -> Bool {
    digits.allSatisfy { digit in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit)
        || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit)
    }
  }
}
