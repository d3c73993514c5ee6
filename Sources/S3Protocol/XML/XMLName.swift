internal import Glibc

/// The name of an element, a slice of the document without its namespace prefix. Valid as long as the document is.
package struct XMLName {
  private let bytes: UnsafeBufferPointer<UInt8>

  init(rebasing written: Slice<UnsafeBufferPointer<UInt8>>) {
    let whole = UnsafeBufferPointer(rebasing: written)
    if let base = whole.baseAddress, let colon = memchr(base, Int32(UInt8(ascii: ":")), whole.count) {
      let prefix = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(colon)) + 1
      bytes = UnsafeBufferPointer(rebasing: whole[prefix...])
    } else {
      bytes = whole
    }
  }

  package static func == (left: XMLName, right: StaticString) -> Bool {
    equals(left.bytes, right)
  }

  /// Lets `switch` compare names with literals.
  package static func ~= (pattern: StaticString, name: XMLName) -> Bool { name == pattern }

  /// The name as text, for messages and tables of names.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// True when the bytes are those of the literal.
func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ literal: StaticString) -> Bool {
  guard let base = bytes.baseAddress, bytes.count == literal.utf8CodeUnitCount else { return false }
  return memcmp(base, literal.utf8Start, bytes.count) == 0
}
