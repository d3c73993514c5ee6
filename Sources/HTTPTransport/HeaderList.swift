internal import CCurl
internal import StorageModel

/// The header lines of a request as curl wants them: a linked list of C strings, here in one allocation. curl reads
/// the list and does not copy it: it must live until the transfer is over.
final class HeaderList {
  private let memory: UnsafeMutableRawPointer
  /// nil when there is no line.
  let first: UnsafeMutablePointer<curl_slist>?

  /// One C string for each line of `lines`, which ``headerLines(of:)`` has made.
  init(lines: [[UInt8]]) {
    let stride = MemoryLayout<curl_slist>.stride
    let textBytes = lines.reduce(0) { $0 + $1.count + 1 }
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, lines.count * stride + textBytes), alignment: MemoryLayout<curl_slist>.alignment)
    let nodes = memory.bindMemory(to: curl_slist.self, capacity: lines.count)
    var text = memory + lines.count * stride
    for (index, line) in lines.enumerated() {
      line.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { text.copyMemory(from: base, byteCount: bytes.count) }
      }
      text.storeBytes(of: 0, toByteOffset: line.count, as: UInt8.self)
      let isLast = index == lines.count - 1
      (nodes + index).initialize(
        to: curl_slist(
          data: text.assumingMemoryBound(to: CChar.self), next: isLast ? nil : nodes + index + 1))
      text += line.count + 1
    }
    first = lines.isEmpty ? nil : nodes
  }

  deinit { memory.deallocate() }
}

/// `Name: value` of each field, as curl takes them (`Name;` stands for an empty value, CURLOPT_HTTPHEADER(3)).
///
/// Throws `.invalidRequest` for a name that is no token and for a value with a line break or NUL (RFC 9110, section
/// 5.5).
func headerLines(of fields: HTTPFields) throws(TransportError) -> [[UInt8]] {
  var lines: [[UInt8]] = []
  lines.reserveCapacity(fields.fields.count + 1)
  for (name, value) in fields.fields {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      throw TransportError(.invalidRequest, "a header's name is not a token")
    }
    guard value.utf8.allSatisfy({ $0 != 0 && $0 != 10 && $0 != 13 }) else {
      throw TransportError(.invalidRequest, "the header \(name) contains a line break or NUL")
    }
    var line: [UInt8] = []
    line.reserveCapacity(name.utf8.count + value.utf8.count + 2)
    line.append(contentsOf: name.utf8)
    if value.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
      line.append(UInt8(ascii: ";"))
    } else {
      line.append(UInt8(ascii: ":"))
      line.append(0x20)
      line.append(contentsOf: value.utf8)
    }
    lines.append(line)
  }
  return lines
}

/// RFC 9110, section 5.6.2.
private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
