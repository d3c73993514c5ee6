/// HTTP header (or trailer) fields in the order in which they stand on the wire. Names compare without case
/// (RFC 9110, section 5.1).
package struct HTTPFields: Sendable {
  package private(set) var fields: [(name: String, value: String)]

  package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

  /// The first value of `name`; setting replaces all of them, nil removes them.
  package subscript(name: String) -> String? {
    get { fields.first { equalsIgnoringCase($0.name, name) }?.value }
    set {
      fields.removeAll { equalsIgnoringCase($0.name, name) }
      if let newValue { fields.append((name, newValue)) }
    }
  }

  /// All values of `name`, in order.
  package func values(_ name: String) -> [String] {
    fields.filter { equalsIgnoringCase($0.name, name) }.map(\.value)
  }

  package mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }
}

/// ASCII letters compare without case; every other byte as it is.
package func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && haveEqualLetters(left, right)
}

/// True when `text` begins with `prefix`, without regard to the case of ASCII letters. No copy in lower case is made.
package func startsIgnoringCase(_ text: String, _ prefix: String) -> Bool {
  var rest = text.utf8[...]
  for byte in prefix.utf8 {
    guard let next = rest.popFirst() else { return false }
    let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(next)
    guard next == byte || (isLetter && next | 0x20 == byte | 0x20) else { return false }
  }
  return true
}

/// By buffers: zipping the views takes five times as long, and each signature asks some thirty times. Apart, so that
/// names of different lengths cost no reference counting.
@inline(never) private func haveEqualLetters(_ left: String, _ right: String) -> Bool {
  func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
  var left = left
  var right = right
  return left.withUTF8 { left in
    right.withUTF8 { right in
      left.indices.allSatisfy { left[$0] == right[$0] || lowered(left[$0]) == lowered(right[$0]) }
    }
  }
}
