internal import Glibc

/// A name that is bytes: a path or an object key.
///
/// Never a String: String equality folds different byte sequences together (composed and decomposed accents),
/// and its order is not the byte order in which S3 lists keys.
package protocol ByteName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The bytes, exactly as the file system or the endpoint gave them.
  var bytes: [UInt8] { get }
  init(bytes: [UInt8])
}

extension ByteName {
  /// The UTF-8 bytes of `text`.
  package init(_ text: String) {
    self.init(bytes: Array(text.utf8))
  }

  package var isEmpty: Bool { bytes.isEmpty }

  package static func < (left: Self, right: Self) -> Bool {
    compareBytes(left.bytes, right.bytes) < 0
  }

  package func hasPrefix(_ prefix: [UInt8]) -> Bool {
    guard prefix.count <= bytes.count else { return false }
    return bytes.withUnsafeBytes { mine in
      prefix.withUnsafeBytes { theirs in
        guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
        return memcmp(left, right, theirs.count) == 0
      }
    }
  }

  /// The name as text when it is UTF-8; nil otherwise.
  package var utf8: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for a terminal or a log: control characters, backslashes and bytes that are not UTF-8 stand as `\xNN`.
  package var description: String { escapedForDisplay(bytes) }
}

/// Byte order: negative, zero or positive, as memcmp; a prefix comes first.
package func compareBytes(_ left: [UInt8], _ right: [UInt8]) -> Int {
  let common = min(left.count, right.count)
  if common > 0 {
    let order = left.withUnsafeBytes { l in
      right.withUnsafeBytes { r -> Int32 in
        guard let l = l.baseAddress, let r = r.baseAddress else { return 0 }
        return memcmp(l, r, common)
      }
    }
    if order != 0 { return Int(order) }
  }
  return left.count - right.count
}

/// See ``ByteName/description``.
package func escapedForDisplay(_ bytes: [UInt8]) -> String {
  let hex = Array("0123456789abcdef".unicodeScalars)
  func escape(_ byte: UInt8, into text: inout String) {
    text += "\\x"
    text.unicodeScalars.append(hex[Int(byte >> 4)])
    text.unicodeScalars.append(hex[Int(byte & 15)])
  }
  if let text = String(validating: bytes, as: UTF8.self),
    text.unicodeScalars.allSatisfy({ isPlainForDisplay($0) })
  {
    return text
  }
  var text = ""
  var decoder = UTF8()
  var position = 0
  while position < bytes.count {
    var iterator = bytes[position...].makeIterator()
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar):
      let width = UTF8.width(scalar)
      if isPlainForDisplay(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        for byte in bytes[position..<position + width] { escape(byte, into: &text) }
      }
      position += width
    case .emptyInput, .error:
      escape(bytes[position], into: &text)
      position += 1
    }
    decoder = UTF8()
  }
  return text
}

/// C0, C1 and DEL could drive a terminal; bidirectional controls could disguise a name.
private func isPlainForDisplay(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7f..<0xa0, 0x5c, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: false
  default: true
  }
}
