package import StorageModel

/// Writes a document of S3, element by element, into one growing buffer. Nothing is checked: names are literals, and
/// whoever opens an element closes it.
package struct XMLWriter: ~Copyable {
  /// The namespace of S3's documents.
  package static let namespace: StaticString = "http://s3.amazonaws.com/doc/2006-03-01/"

  private var buffer: ByteBuilder

  /// Starts with the XML declaration. `reservingBytes` saves growing.
  package init(reservingBytes: Int = 512) {
    buffer = ByteBuilder(capacity: reservingBytes)
    buffer.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  /// Opens the root element in the namespace of S3.
  package mutating func openRoot(_ name: StaticString) {
    buffer.append(UInt8(ascii: "<"))
    buffer.append(name)
    buffer.append(" xmlns=\"")
    buffer.append(Self.namespace)
    buffer.append("\">")
  }

  package mutating func open(_ name: StaticString) {
    buffer.append(UInt8(ascii: "<"))
    buffer.append(name)
    buffer.append(UInt8(ascii: ">"))
  }

  package mutating func close(_ name: StaticString) {
    buffer.append("</")
    buffer.append(name)
    buffer.append(UInt8(ascii: ">"))
  }

  /// `name` with `text` in it; nothing for nil.
  package mutating func element(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    open(name)
    escape(text)
    close(name)
  }

  /// An element whose name is known only now. Nothing is written unless the name is letters and digits.
  package mutating func element(named name: String, _ text: String) {
    let letters = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = name.utf8.first, letters, first > UInt8(ascii: "9") else { return }
    buffer.append(UInt8(ascii: "<"))
    escape(name)
    buffer.append(UInt8(ascii: ">"))
    escape(text)
    buffer.append("</")
    escape(name)
    buffer.append(UInt8(ascii: ">"))
  }

  /// `name` with these bytes in it, markup and control characters escaped; nothing for nil. The bytes should be UTF-8.
  package mutating func element(_ name: StaticString, bytes text: [UInt8]?) {
    guard let text else { return }
    open(name)
    text.withUnsafeBufferPointer { escape($0) }
    close(name)
  }

  package mutating func element(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    open(name)
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    buffer.append(digits: value.magnitude)
    close(name)
  }

  package mutating func element(_ name: StaticString, _ value: Int?) {
    element(name, value.map(Int64.init))
  }

  package mutating func element(_ name: StaticString, _ value: Bool?) {
    guard let value else { return }
    open(name)
    buffer.append(value ? "true" : "false")
    close(name)
  }

  /// ISO 8601 with milliseconds.
  package mutating func element(_ name: StaticString, _ time: Timestamp?) {
    guard let time else { return }
    open(name)
    time.appendISO8601(to: &buffer)
    close(name)
  }

  /// The tag in double quotes, which need no escaping in text; S3 sends them escaped, and so does this.
  package mutating func element(_ name: StaticString, _ etag: ETag?) {
    guard let etag else { return }
    open(name)
    buffer.append("&quot;")
    escape(etag.value)
    buffer.append("&quot;")
    close(name)
  }

  /// `name` with text in percent-encoding, `/` kept, in it: what needs no escaping as XML.
  mutating func element(_ name: StaticString, percentEncoding text: [UInt8]) {
    open(name)
    text.withUnsafeBufferPointer { text in
      var start = 0
      for position in 0..<text.count {
        let byte = text[position]
        if PercentCoding.isUnreserved(byte) || byte == UInt8(ascii: "/") { continue }
        buffer.append(UnsafeBufferPointer(rebasing: text[start..<position]))
        buffer.append(UInt8(ascii: "%"))
        buffer.append(Self.hexadecimalDigit(byte >> 4))
        buffer.append(Self.hexadecimalDigit(byte & 15))
        start = position + 1
      }
      buffer.append(UnsafeBufferPointer(rebasing: text[start...]))
    }
    close(name)
  }

  /// The text of the innermost open element, or a part of it.
  mutating func text(_ text: String) { escape(text) }

  /// The document so far.
  package func finish() -> [UInt8] { buffer.bytes() }

  private mutating func escape(_ text: String) {
    var text = text
    text.withUTF8 { escape($0) }
  }

  /// Markup as entities, control characters as references: a carriage return written plainly would come back as a
  /// line feed from a parser that keeps to XML 1.0, section 2.11.
  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for position in 0..<text.count {
      let escaped: StaticString
      switch text[position] {
      case UInt8(ascii: "&"): escaped = "&amp;"
      case UInt8(ascii: "<"): escaped = "&lt;"
      case UInt8(ascii: ">"): escaped = "&gt;"
      case UInt8(ascii: "\""): escaped = "&quot;"
      case let byte where byte < 0x20: escaped = Self.controls[Int(byte)]
      default: continue
      }
      buffer.append(UnsafeBufferPointer(rebasing: text[start..<position]))
      buffer.append(escaped)
      start = position + 1
    }
    buffer.append(UnsafeBufferPointer(rebasing: text[start...]))
  }

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
  }

  private static let controls: [StaticString] = [
    "&#x0;", "&#x1;", "&#x2;", "&#x3;", "&#x4;", "&#x5;", "&#x6;", "&#x7;", "&#x8;", "&#x9;", "&#xA;", "&#xB;", "&#xC;",
    "&#xD;", "&#xE;", "&#xF;", "&#x10;", "&#x11;", "&#x12;", "&#x13;", "&#x14;", "&#x15;", "&#x16;", "&#x17;",
    "&#x18;", "&#x19;", "&#x1A;", "&#x1B;", "&#x1C;", "&#x1D;", "&#x1E;", "&#x1F;",
  ]
}
