/// What both Go literals and Go's JSON need of UTF-8 and digits.
enum GoText {
  /// The scalar whose UTF-8 begins at `position`, and its length; nil for bytes that are no UTF-8.
  static func scalar(in bytes: [UInt8], at position: Int) -> (scalar: Unicode.Scalar, width: Int)? {
    bytes.withUnsafeBufferPointer { scalar(in: UnsafeRawBufferPointer($0), at: position) }
  }

  /// As for an array.
  static func scalar(in bytes: UnsafeRawBufferPointer, at position: Int) -> (scalar: Unicode.Scalar, width: Int)? {
    let first = bytes[position]
    let width: Int
    switch first {
    case 0..<0x80: return (Unicode.Scalar(first), 1)
    case 0xc2..<0xe0: width = 2
    case 0xe0..<0xf0: width = 3
    case 0xf0..<0xf5: width = 4
    default: return nil
    }
    guard bytes.count - position >= width else { return nil }
    var value = UInt32(first) & (0xff >> UInt32(width + 1))
    for index in 1..<width {
      let byte = bytes[position + index]
      guard byte & 0xc0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    // Overlong forms are below these; surrogates are no scalars.
    let least: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
    guard value >= least[width], let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, width)
  }

  /// The UTF-8 of a scalar.
  static func utf8(_ scalar: Unicode.Scalar) -> [UInt8] { UTF8.encode(scalar).map(Array.init) ?? [] }

  /// `digits` lower-case hexadecimal digits.
  static func hexadecimal(_ value: UInt32, digits: Int) -> [UInt8] {
    (0..<digits).reversed().map { index in
      let nibble = UInt8(truncatingIfNeeded: value >> UInt32(index * 4)) & 15
      return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
    }
  }

  /// The value of a hexadecimal digit in either case.
  static func digitValue(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
