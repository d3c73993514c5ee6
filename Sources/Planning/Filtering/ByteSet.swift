/// A set of bytes, 32 bytes inline.
struct ByteSet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var midLow: UInt64 = 0
  private var midHigh: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: low
      case 1: midLow
      case 2: midHigh
      default: high
      }
    return word >> UInt64(byte & 63) & 1 == 1
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low |= bit
    case 1: midLow |= bit
    case 2: midHigh |= bit
    default: high |= bit
    }
  }

  mutating func remove(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low &= ~bit
    case 1: midLow &= ~bit
    case 2: midHigh &= ~bit
    default: high &= ~bit
    }
  }

  mutating func insert(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

  mutating func invert() {
    low = ~low
    midLow = ~midLow
    midHigh = ~midHigh
    high = ~high
  }
}

extension ByteSet {
  /// Reads a set from its `[` at `position`, and leaves `position` behind its `]`, or at the end when there is none:
  /// then nil, and also for an unknown class name. A `]` that comes first belongs to the set; `!` or `^` in front
  /// inverts it; `/` is never in it.
  init?(parsing pattern: ArraySlice<UInt8>, at position: inout Int) {
    self.init()
    var reader = SetReader(pattern: pattern, position: position + 1)
    defer { position = reader.position }
    let isInverted = reader.peek == UInt8(ascii: "!") || reader.peek == UInt8(ascii: "^")
    if isInverted { reader.position += 1 }
    var previous: UInt8?
    var isFirst = true
    while let byte = reader.peek, isFirst || byte != UInt8(ascii: "]") {
      isFirst = false
      reader.position += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard let literal = reader.take() else { return nil }
        insert(literal)
        previous = literal
      case UInt8(ascii: "-"):
        guard let first = previous, let next = reader.peek, next != UInt8(ascii: "]") else {
          insert(byte)
          previous = byte
          continue
        }
        reader.position += 1
        guard let last = next == UInt8(ascii: "\\") ? reader.take() : next else { return nil }
        if first <= last { insert(first...last) }
        previous = nil
      case UInt8(ascii: "[") where reader.peek == UInt8(ascii: ":"):
        if let name = reader.takeClassName() {
          guard insert(className: name) else { return nil }
          previous = nil
        } else {
          insert(byte)
          previous = byte
        }
      default:
        insert(byte)
        previous = byte
      }
    }
    guard reader.take() != nil else { return nil }
    if isInverted { invert() }
    remove(UInt8(ascii: "/"))
  }

  /// The classes of POSIX in the C locale; false for any other name.
  private mutating func insert(className: ArraySlice<UInt8>) -> Bool {
    let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let punctuation: [ClosedRange<UInt8>] = [0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e]
    let ranges: [ClosedRange<UInt8>]
    switch String(decoding: className, as: UTF8.self) {
    case "alnum": ranges = [upper, lower, digits]
    case "alpha": ranges = [upper, lower]
    case "blank": ranges = [0x20...0x20, 0x09...0x09]
    case "cntrl": ranges = [0x00...0x1f, 0x7f...0x7f]
    case "digit": ranges = [digits]
    case "graph": ranges = [0x21...0x7e]
    case "lower": ranges = [lower]
    case "print": ranges = [0x20...0x7e]
    case "punct": ranges = punctuation
    case "space": ranges = [0x09...0x0d, 0x20...0x20]
    case "upper": ranges = [upper]
    case "xdigit": ranges = [digits, 0x41...0x46, 0x61...0x66]
    default: return false
    }
    for range in ranges { insert(range) }
    return true
  }
}

/// Walks over the inside of a set.
private struct SetReader {
  let pattern: ArraySlice<UInt8>
  var position: Int

  var peek: UInt8? { position < pattern.endIndex ? pattern[position] : nil }

  mutating func take() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    return byte
  }

  /// Behind `[`, at a colon: the name in `[:name:]`, or nil, nothing read, when it does not end in `:]`.
  mutating func takeClassName() -> ArraySlice<UInt8>? {
    let start = position + 1
    guard start <= pattern.endIndex, let end = pattern[start...].firstIndex(of: UInt8(ascii: "]")),
      end > start, pattern[end - 1] == UInt8(ascii: ":")
    else { return nil }
    position = end + 1
    return pattern[start..<end - 1]
  }
}
