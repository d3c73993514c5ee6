/// Character data for XML 1.0: markup and control characters escaped, other bytes as they are.
func xmlEscaped(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "&"): text += Array("&amp;".utf8)
    case UInt8(ascii: "<"): text += Array("&lt;".utf8)
    case UInt8(ascii: ">"): text += Array("&gt;".utf8)
    case 0..<0x20: text += Array("&#\(byte);".utf8)
    default: text.append(byte)
    }
  }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes of character data with its entities and character references resolved.
func xmlUnescaped(_ text: String) -> [UInt8] {
  let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
  var bytes: [UInt8] = []
  var rest = text[...]
  while let first = rest.first {
    guard first == "&", let end = rest.firstIndex(of: ";") else {
      bytes += Array(String(first).utf8)
      rest.removeFirst()
      continue
    }
    let entity = rest[rest.index(after: rest.startIndex)..<end]
    if let value = named[String(entity)] {
      bytes += Array(value.utf8)
    } else if entity.hasPrefix("#") {
      let digits = entity.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      if let scalar = code.flatMap(UnicodeScalar.init) { bytes += Array(String(Character(scalar)).utf8) }
    }
    rest = rest[rest.index(after: end)...]
  }
  return bytes
}

/// What stands inside each `<name>…</name>` of `text`, nested markup included; elements of one name must not nest.
func elements(_ name: String, in text: String) -> [String] {
  let bytes = Array(text.utf8)
  let open = Array("<\(name)>".utf8)
  let close = Array("</\(name)>".utf8)
  var found: [String] = []
  var position = 0
  var start: Int?
  while position < bytes.count {
    if bytes[position] == UInt8(ascii: "<") {
      if start == nil, bytes[position...].starts(with: open) {
        position += open.count
        start = position
        continue
      }
      if let from = start, bytes[position...].starts(with: close) {
        found.append(String(decoding: bytes[from..<position], as: UTF8.self))
        start = nil
        position += close.count
        continue
      }
    }
    position += 1
  }
  return found
}
