/// Command-line arguments as text that loses nothing.
///
/// An argument is bytes, but the parser takes text, and Swift's text would repair what is not UTF-8: the file could
/// not be opened again. Each such byte travels as a private-use scalar, U+10FF80 for 0x80 to U+10FFFF for 0xFF; those
/// scalars themselves travel as their four bytes.
enum ArgumentBytes {
  private static let base: UInt32 = 0x10FF00

  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    var position = 0
    while position < bytes.count {
      var iterator = bytes[position...].makeIterator()
      var decoder = UTF8()
      if case .scalarValue(let scalar) = decoder.decode(&iterator), scalar.value < base + 0x80 {
        text.unicodeScalars.append(scalar)
        position += UTF8.width(scalar)
      } else {
        if let scalar = Unicode.Scalar(base + UInt32(bytes[position])) { text.unicodeScalars.append(scalar) }
        position += 1
      }
    }
    return text
  }

  /// The bytes that ``text(_:)`` made `text` of.
  static func bytes(_ text: some StringProtocol) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.value >= base + 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      } else if let encoded = UTF8.encode(scalar) {
        bytes.append(contentsOf: encoded)
      }
    }
    return bytes
  }
}
