private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Base64 with padding (RFC 4648, section 4).
package func base64Encoded(_ bytes: [UInt8]) -> String {
  let padding = UInt8(ascii: "=")
  return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
    var written = 0
    func put(_ digit: UInt8) {
      text[written] = digit
      written += 1
    }
    var position = 0
    while position < bytes.count {
      let left = bytes.count - position
      let first = bytes[position]
      let second = left > 1 ? bytes[position + 1] : 0
      let third = left > 2 ? bytes[position + 2] : 0
      put(base64Alphabet[Int(first >> 2)])
      put(base64Alphabet[Int((first & 3) << 4 | second >> 4)])
      put(left > 1 ? base64Alphabet[Int((second & 15) << 2 | third >> 6)] : padding)
      put(left > 2 ? base64Alphabet[Int(third & 63)] : padding)
      position += 3
    }
    return written
  }
}

/// The bytes of strict base64: full groups of four, padding only where needed, unused bits zero, nothing else in
/// between. nil otherwise, so that no value has two spellings.
package func base64Decoded(_ text: String) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count % 4 == 0 else { return nil }
  guard let last = digits.last else { return [] }
  let padding = UInt8(ascii: "=")
  let padded = last != padding ? 0 : digits[digits.count - 2] == padding ? 2 : 1
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 4 * 3)
  var group: UInt32 = 0
  var bits = 0
  for digit in digits.dropLast(padded) {
    guard let value = base64Value(digit) else { return nil }
    group = (group << 6 | UInt32(value)) & 0xffff
    bits += 6
    if bits >= 8 {
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
    }
  }
  return group & ((1 << UInt32(bits)) - 1) == 0 ? bytes : nil
}

private func base64Value(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
  case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
