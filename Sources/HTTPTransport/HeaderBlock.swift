internal import StorageModel

/// The header of a response while it arrives: the raw lines of the last status line's section, and of trailers.
///
/// Only bytes are collected on the engine's thread; ``parse()`` makes fields of them on the caller's.
struct HeaderBlock {
  private var bytes: [UInt8] = []
  /// Of all sections, interim (1xx) ones included: a flood of them is bounded too.
  private(set) var totalBytes = 0
  /// Of the latest status line; 0 before the first.
  private(set) var status = 0
  /// The empty line came. curl takes an answer that ends inside its header for one without a body.
  private(set) var isComplete = false

  /// Takes one line with its line break.
  mutating func append(_ line: UnsafeRawBufferPointer) {
    totalBytes += line.count
    if line.count >= 12, line.starts(with: "HTTP/".utf8) {
      bytes.removeAll(keepingCapacity: true)
      status = statusCode(line)
      isComplete = false
      return
    }
    if line.first == 13 || line.first == 10 { isComplete = true }
    bytes.append(contentsOf: line)
  }

  /// The three digits after the first blank (RFC 9112, section 4); 0 when they are none.
  private func statusCode(_ line: UnsafeRawBufferPointer) -> Int {
    guard let blank = line.firstIndex(of: 0x20), blank + 3 < line.count else { return 0 }
    var code = 0
    for byte in line[(blank + 1)...(blank + 3)] {
      guard (0x30...0x39).contains(byte) else { return 0 }
      code = code * 10 + Int(byte - 0x30)
    }
    return code
  }

  /// The fields in order. Lines without a colon are left out; folded lines are joined (RFC 9112, section 5.2).
  func parse() -> HTTPFields {
    var fields: [(name: String, value: String)] = []
    for line in bytes.split(separator: 10) {
      let line = line.last == 13 ? line.dropLast() : line
      guard let first = line.first else { continue }
      if isBlank(first), let last = fields.popLast() {
        fields.append((last.name, last.value + " " + text(line)))
        continue
      }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      fields.append((text(line[..<colon]), text(line[(colon + 1)...])))
    }
    return HTTPFields(fields)
  }

  private func text(_ slice: ArraySlice<UInt8>) -> String {
    let leading = slice.drop(while: isBlank)
    guard let last = leading.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: leading[...last], as: UTF8.self)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
