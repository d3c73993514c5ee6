/// Lower-case hexadecimal digits of `bytes`.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(Array(bytes)) }

/// Lower-case hexadecimal digits of `bytes`.
package func hexadecimal(_ bytes: [UInt8]) -> String {
  String(unsafeUninitializedCapacity: bytes.count * 2) { text in
    for (position, byte) in bytes.enumerated() {
      text[position * 2] = hexadecimalDigit(byte >> 4)
      text[position * 2 + 1] = hexadecimalDigit(byte & 15)
    }
    return bytes.count * 2
  }
}

/// The lower-case digit of 0 to 15.
package func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}

/// The value of a hexadecimal digit in either case.
package func hexadecimalValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// The bytes of hexadecimal digits in either case; nil for an odd number of them or anything else.
package func hexadecimalDecoded(_ text: some StringProtocol) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  for position in stride(from: 0, to: digits.count, by: 2) {
    guard let high = hexadecimalValue(digits[position]), let low = hexadecimalValue(digits[position + 1])
    else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
