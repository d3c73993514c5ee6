internal import Digests

/// Percent-encoding by the rules of Signature Version 4 (S3 API reference, "Signature Calculations for the
/// Authorization Header", UriEncode): A-Z a-z 0-9 - . _ ~ stand for themselves, every other byte is `%XX` in
/// upper-case digits.
package enum PercentCoding {
  /// Encodes a path; `/` stays.
  package static func encodePath(_ path: [UInt8]) -> String { text(path, keepsSlash: true) }

  /// Encodes one name or value of a query; `/` becomes `%2F`.
  package static func encodeComponent(_ component: [UInt8]) -> String { text(component, keepsSlash: false) }

  /// Decodes once. `+` is a plus sign in a path; in a query `plusIsSpace` makes it a space, as S3 and HTML forms
  /// have it. Differs from S3: there a `+` in a path is a space, too.
  package static func decode(
    _ encoded: some Collection<UInt8>, plusIsSpace: Bool = false
  ) throws(RequestTargetError) -> [UInt8] {
    var bytes = Array(encoded)
    let percent = UInt8(ascii: "%")
    let plus = plusIsSpace ? UInt8(ascii: "+") : percent
    // Most names hold nothing to decode.
    guard var read = bytes.firstIndex(where: { $0 == percent || $0 == plus }) else { return bytes }
    var written = read
    while read < bytes.count {
      var byte = bytes[read]
      if byte == percent {
        guard read + 2 < bytes.count, let high = hexadecimalValue(bytes[read + 1]),
          let low = hexadecimalValue(bytes[read + 2])
        else { throw .badEscape }
        byte = high << 4 | low
        read += 2
      } else if byte == plus {
        byte = UInt8(ascii: " ")
      }
      bytes[written] = byte
      written += 1
      read += 1
    }
    bytes.removeLast(bytes.count - written)
    return bytes
  }

  /// Appends `bytes` encoded to `buffer`.
  static func append(_ bytes: some Sequence<UInt8>, keepsSlash: Bool, to buffer: inout [UInt8]) {
    for byte in bytes {
      if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
        buffer.append(byte)
      } else {
        buffer.append(UInt8(ascii: "%"))
        buffer.append(upperDigit(byte >> 4))
        buffer.append(upperDigit(byte & 15))
      }
    }
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func text(_ bytes: [UInt8], keepsSlash: Bool) -> String {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(bytes.count + 16)
    append(bytes, keepsSlash: keepsSlash, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  private static func upperDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
  }
}
