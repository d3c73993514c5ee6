/// The header fields with which an object was written and is served: lower-case names, in order. The store keeps them
/// as they are; what they mean is the server's to know.
package struct ObjectAttributes: Sendable {
  package var fields: [(name: String, value: String)]

  package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

  package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Each text as a length of four bytes, highest first, and its UTF-8.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ text: String) {
      var text = text
      text.withUTF8 { utf8 in
        let length = UInt32(clamping: utf8.count)
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        bytes.append(contentsOf: utf8)
      }
    }
    for field in fields {
      append(field.name)
      append(field.value)
    }
    return bytes
  }

  /// nil where there are no fields.
  var encodedUnlessEmpty: [UInt8]? { fields.isEmpty ? nil : encoded }

  /// nil for bytes that ``encoded`` did not make.
  init?(encoded bytes: [UInt8]) {
    fields = []
    var position = 0
    func next() -> String? {
      guard bytes.count - position >= 4 else { return nil }
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      position += 4
      guard bytes.count - position >= length else { return nil }
      defer { position += length }
      return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
    while position < bytes.count {
      guard let name = next(), let value = next() else { return nil }
      fields.append((name, value))
    }
  }
}
