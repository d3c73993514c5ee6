package import StorageModel

/// Writes a document of S3, element by element, into one growing buffer. Nothing is checked: names are literals, and
/// whoever opens an element closes it.
package struct XMLWriter {
  /// The namespace of S3's documents.
  package static let namespace: StaticString = "http://s3.amazonaws.com/doc/2006-03-01/"

  private var bytes: [UInt8] = []

  /// Starts with the XML declaration. `reservingBytes` saves growing.
  package init(reservingBytes: Int = 512) {
    bytes.reserveCapacity(reservingBytes)
    append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  /// Opens the root element in the namespace of S3.
  package mutating func openRoot(_ name: StaticString) {
    append("<")
    append(name)
    append(" xmlns=\"")
    append(Self.namespace)
    append("\">")
  }

  package mutating func open(_ name: StaticString) {
    append("<")
    append(name)
    append(">")
  }

  package mutating func close(_ name: StaticString) {
    append("</")
    append(name)
    append(">")
  }

  /// `name` with `text` in it; nothing for nil.
  package mutating func element(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    open(name)
    escape(text.utf8)
    close(name)
  }

  /// An element whose name is known only now. Nothing is written unless the name is letters and digits.
  package mutating func element(named name: String, _ text: String) {
    let letters = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = name.utf8.first, letters, first > UInt8(ascii: "9") else { return }
    raw("<".utf8)
    raw(name.utf8)
    raw(">".utf8)
    escape(text.utf8)
    raw("</".utf8)
    raw(name.utf8)
    raw(">".utf8)
  }

  /// `name` with these bytes in it, markup and control characters escaped; nothing for nil. The bytes should be UTF-8.
  package mutating func element(_ name: StaticString, bytes text: [UInt8]?) {
    guard let text else { return }
    open(name)
    escape(text)
    close(name)
  }

  package mutating func element(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    element(name, String(value))
  }

  package mutating func element(_ name: StaticString, _ value: Int?) {
    element(name, value.map(Int64.init))
  }

  package mutating func element(_ name: StaticString, _ value: Bool?) {
    guard let value else { return }
    element(name, value ? "true" : "false")
  }

  /// ISO 8601 with milliseconds.
  package mutating func element(_ name: StaticString, _ time: Timestamp?) {
    guard let time else { return }
    open(name)
    time.appendISO8601(to: &bytes)
    close(name)
  }

  /// The tag in double quotes, which need no escaping in text; S3 sends them escaped, and so does this.
  package mutating func element(_ name: StaticString, _ etag: ETag?) {
    guard let etag else { return }
    open(name)
    append("&quot;")
    escape(etag.value.utf8)
    append("&quot;")
    close(name)
  }

  /// Text in percent-encoding, `/` kept: it needs no escaping as XML.
  mutating func appendPercentEncoded(_ text: [UInt8]) { PercentCoding.append(text, keepsSlash: true, to: &bytes) }

  /// Bytes that need no escaping.
  mutating func raw(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }

  /// The document so far.
  package consuming func finish() -> [UInt8] { bytes }

  private mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Markup as entities, control characters as references: a carriage return written plainly would come back as a
  /// line feed from a parser that keeps to XML 1.0, section 2.11.
  private mutating func escape(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "\""): append("&quot;")
      case 0..<0x20: append(Self.controls[Int(byte)])
      default: bytes.append(byte)
      }
    }
  }

  private static let controls: [StaticString] = [
    "&#x0;", "&#x1;", "&#x2;", "&#x3;", "&#x4;", "&#x5;", "&#x6;", "&#x7;", "&#x8;", "&#x9;", "&#xA;", "&#xB;", "&#xC;",
    "&#xD;", "&#xE;", "&#xF;", "&#x10;", "&#x11;", "&#x12;", "&#x13;", "&#x14;", "&#x15;", "&#x16;", "&#x17;",
    "&#x18;", "&#x19;", "&#x1A;", "&#x1B;", "&#x1C;", "&#x1D;", "&#x1E;", "&#x1F;",
  ]
}
