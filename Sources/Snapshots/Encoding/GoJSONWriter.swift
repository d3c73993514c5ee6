internal import Digests

/// Writes JSON byte for byte as Go's encoding/json does: the ids of trees are digests of it. Members come in the order
/// in which they are written, as Go takes those of a struct.
package struct GoJSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Whether the next member or element needs a comma before it.
  private var needsComma = false

  package init() {}

  package mutating func beginObject() { open("{") }
  package mutating func endObject() { close("}") }
  package mutating func beginArray() { open("[") }
  package mutating func endArray() { close("]") }

  /// The name of the next value. Names are plain ASCII.
  package mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func string(_ text: [UInt8]) {
    separate()
    Self.appendQuoted(text, to: &bytes)
    needsComma = true
  }

  package mutating func string(_ text: String) { string(Array(text.utf8)) }

  package mutating func number(_ value: some FixedWidthInteger) {
    separate()
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest != 0
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes[start...].reverse()
    needsComma = true
  }

  package mutating func bool(_ value: Bool) { raw(Array((value ? "true" : "false").utf8)) }

  package mutating func null() { raw(Array("null".utf8)) }

  /// A slice of bytes: base64 in a string, as Go has it.
  package mutating func base64(_ value: [UInt8]) { raw(Array("\"\(base64Encoded(value))\"".utf8)) }

  /// A value that is JSON already.
  package mutating func raw(_ json: [UInt8]) {
    separate()
    bytes += json
    needsComma = true
  }

  /// A string of bytes that need no escape.
  mutating func plain(_ text: [UInt8]) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes += text
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A string of bytes that need no escape, which `body` appends.
  mutating func plain(_ body: (inout [UInt8]) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    body(&bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }
}

extension GoJSONWriter {
  /// Appends `text` as a string. `<`, `>` and `&` are escaped, and so are U+2028 and U+2029; each byte that is no UTF-8
  /// becomes `\ufffd`. Backspace and form feed are `\b` and `\f`, as Go writes them since 1.22.
  package static func appendQuoted(_ text: [UInt8], to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.allSatisfy({ isPlain($0) }) {
      out += text
    } else {
      appendEscaped(text, to: &out)
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
    default: byte >= 0x20 && byte < 0x80
    }
  }

  private static func appendEscaped(_ text: [UInt8], to out: inout [UInt8]) {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        appendASCII(byte, to: &out)
        position += 1
      } else if let (scalar, width) = GoText.scalar(in: text, at: position) {
        if scalar.value == 0x2028 || scalar.value == 0x2029 {
          out += Array("\\u".utf8) + GoText.hexadecimal(scalar.value, digits: 4)
        } else {
          out += text[position..<position + width]
        }
        position += width
      } else {
        out += "\\ufffd".utf8
        position += 1
      }
    }
  }

  private static func appendASCII(_ byte: UInt8, to out: inout [UInt8]) {
    if isPlain(byte) || byte == 0x7f {
      out.append(byte)
      return
    }
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x08: letter = UInt8(ascii: "b")
    case 0x0c: letter = UInt8(ascii: "f")
    case 0x0a: letter = UInt8(ascii: "n")
    case 0x0d: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    default:
      out += Array("\\u".utf8) + GoText.hexadecimal(UInt32(byte), digits: 4)
      return
    }
    out += [UInt8(ascii: "\\"), letter]
  }
}
