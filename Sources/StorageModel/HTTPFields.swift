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

/// True when `text` begins with `prefix`, without regard to the case of ASCII letters. No copy in lower case is made,
/// and most names are told apart by their first letter.
package func startsIgnoringCase(_ text: String, _ prefix: String) -> Bool {
  guard text.utf8.count >= prefix.utf8.count, let first = text.utf8.first, let wanted = prefix.utf8.first else {
    return prefix.isEmpty
  }
  return first | 0x20 == wanted | 0x20 && haveEqualLetters(text, prefix)
}

/// What stands in a text that a header field may not have, or not without a second look.
package struct FieldContent: Sendable, Hashable {
  /// A control character other than a tab (RFC 9110, section 5.5).
  package var hasControls: Bool
  package var isASCII: Bool

  /// Looks at all bytes without a branch for each: the compiler makes vectors of it, which takes a tenth of the time.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var all: UInt8 = 0
    var controls: UInt8 = 0
    for byte in bytes {
      all |= byte
      let isLow: UInt8 = byte < 0x20 ? 1 : 0
      let isNoTab: UInt8 = byte == 0x09 ? 0 : 1
      let isDelete: UInt8 = byte == 0x7f ? 1 : 0
      controls |= (isLow & isNoTab) | isDelete
    }
    hasControls = controls != 0
    isASCII = all < 0x80
  }

  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { FieldContent($0) }
  }
}

/// As far as the shorter one goes. By buffers: zipping the views takes five times as long, and each signature asks some
/// thirty times. Apart, so that names of different lengths cost no reference counting.
@inline(never) private func haveEqualLetters(_ left: String, _ right: String) -> Bool {
  func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
  var left = left
  var right = right
  return left.withUTF8 { left in
    right.withUTF8 { right in
      (0..<min(left.count, right.count)).allSatisfy {
        left[$0] == right[$0] || lowered(left[$0]) == lowered(right[$0])
      }
    }
  }
}
