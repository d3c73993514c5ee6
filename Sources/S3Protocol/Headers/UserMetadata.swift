internal import Digests
package import StorageModel

/// The headers `x-amz-meta-*` (S3 User Guide, "User-defined object metadata").
package enum UserMetadata {
  /// The most that names and values may take together, in bytes of UTF-8, the prefix not counted.
  package static let limitBytes = 2048

  static let prefix = "x-amz-meta-"

  /// Names in lower case without the prefix. Values of a name that stands several times are joined with commas (RFC
  /// 9110, section 5.2). `decodingWords` reads the encoded words of RFC 2047, in which S3 returns what is not ASCII.
  package static func read(_ headers: HTTPFields, decodingWords: Bool) -> [String: String] {
    var metadata: [String: String] = [:]
    for field in headers.fields {
      guard startsIgnoringCase(field.name, prefix) else { continue }
      let name = field.name.lowercased()
      let key = String(name.dropFirst(prefix.count))
      let value = decodingWords ? decodingEncodedWords(field.value) : field.value
      metadata[key] = metadata[key].map { $0 + "," + value } ?? value
    }
    return metadata
  }

  /// In the order of names, so that equal metadata makes equal requests.
  package static func append(_ metadata: [String: String], to headers: inout HTTPFields) {
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { headers.append(prefix + name, value) }
  }

  package static func sizeBytes(_ metadata: [String: String]) -> Int {
    metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
  }

  /// The value as S3 gives it back: one that is not ASCII as an encoded word (RFC 2047, section 2), since clients
  /// disagree about what other bytes in a header mean. One word, however long, as S3 sends it.
  package static func encodingWord(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 >= 0x80 }) else { return value }
    return "=?UTF-8?B?" + base64Encoded(Array(value.utf8)) + "?="
  }

  /// Encoded words (RFC 2047, section 2) in UTF-8, US-ASCII or ISO-8859-1 are decoded, white space between two of
  /// them dropped; everything else stays as it is.
  package static func decodingEncodedWords(_ value: String) -> String {
    guard value.utf8.count <= 16 << 10, value.contains("=?") else { return value }
    var decoded: [UInt8] = []
    var lastWasWord = false
    var pendingSpace: [UInt8] = []
    for token in tokens(Array(value.utf8)) {
      if token.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        pendingSpace += token
      } else if let word = decodedWord(token) {
        if !lastWasWord { decoded += pendingSpace }
        decoded += word
        (lastWasWord, pendingSpace) = (true, [])
      } else {
        decoded += pendingSpace + token
        (lastWasWord, pendingSpace) = (false, [])
      }
    }
    return String(validating: decoded + pendingSpace, as: UTF8.self) ?? value
  }

  /// The text in runs of white space and runs of anything else.
  private static func tokens(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var tokens: [ArraySlice<UInt8>] = []
    var start = 0
    while start < text.count {
      let isSpace = text[start] == 0x20 || text[start] == 0x09
      var end = start + 1
      while end < text.count, (text[end] == 0x20 || text[end] == 0x09) == isSpace { end += 1 }
      tokens.append(text[start..<end])
      start = end
    }
    return tokens
  }

  /// `=?charset?B?base64?=` or `=?charset?Q?quoted?=`; nil for anything else.
  private static func decodedWord(_ token: ArraySlice<UInt8>) -> [UInt8]? {
    let pieces = token.split(separator: UInt8(ascii: "?"), omittingEmptySubsequences: false)
    guard pieces.count == 5, pieces[0].elementsEqual("=".utf8), pieces[4].elementsEqual("=".utf8),
      let encoding = pieces[2].first, pieces[2].count == 1
    else { return nil }
    let bytes: [UInt8]?
    switch encoding | 0x20 {
    case UInt8(ascii: "b"): bytes = base64Decoded(String(decoding: pieces[3], as: UTF8.self))
    case UInt8(ascii: "q"): bytes = quotedPrintable(pieces[3])
    default: bytes = nil
    }
    guard let bytes else { return nil }
    switch String(decoding: pieces[1], as: UTF8.self).lowercased() {
    case "utf-8", "us-ascii": return bytes
    case "iso-8859-1": return Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
    default: return nil
    }
  }

  /// The Q encoding (RFC 2047, section 4.2): `_` is a space, `=XX` a byte.
  private static func quotedPrintable(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "_") {
        bytes.append(0x20)
      } else if byte == UInt8(ascii: "=") {
        guard let high = rest.popFirst().flatMap(hexadecimalValue), let low = rest.popFirst().flatMap(hexadecimalValue)
        else { return nil }
        bytes.append(high << 4 | low)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
