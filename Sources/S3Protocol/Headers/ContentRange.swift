package import StorageModel

/// The Content-Range header (RFC 9110, section 14.4).
package struct ContentRange: Hashable, Sendable {
  /// nil in an answer with status 416.
  package var range: ByteRange?
  /// Of the whole object; nil for `*`.
  package var sizeBytes: Int64?

  package init(range: ByteRange?, sizeBytes: Int64?) {
    self.range = range
    self.sizeBytes = sizeBytes
  }

  /// Reads `bytes 0-9/100`, `bytes 0-9/*` and `bytes */100`; nil for anything else, and for a range outside the size.
  package init?(_ value: String) {
    let text = Array(value.utf8)
    let unit = Array("bytes ".utf8)
    guard text.starts(with: unit), let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let star: [UInt8] = [UInt8(ascii: "*")]
    let size = text[(slash + 1)...]
    if !size.elementsEqual(star) {
      guard let bytes = decimalInteger(size), bytes >= 0 else { return nil }
      sizeBytes = bytes
    }
    let span = text[unit.count..<slash]
    if span.elementsEqual(star) {
      guard sizeBytes != nil else { return nil }
      return
    }
    guard let dash = span.firstIndex(of: UInt8(ascii: "-")), let first = decimalInteger(span[..<dash]),
      let last = decimalInteger(span[(dash + 1)...]), let range = ByteRange(first: first, last: last),
      range.last < sizeBytes ?? .max
    else { return nil }
    self.range = range
  }

  package var headerValue: String {
    let size = sizeBytes.map(String.init) ?? "*"
    guard let range else { return "bytes */\(size)" }
    return "bytes \(range.first)-\(range.last)/\(size)"
  }
}
