internal import NIOCore
internal import NIOHTTP1
internal import StorageModel

/// The head of an answer as bytes.
///
/// Written in one pass: the encoder and the header validator of NIO took 7 us an answer. What cannot stand in a field
/// is replaced here too, or a line feed in a stored value would begin a header of its own (RFC 9110, section 5.5).
struct ResponseHead {
  let status: Int
  private(set) var fields: [(name: String, value: String)]

  init(status: Int, _ fields: [(name: String, value: String)]) {
    self.status = status
    self.fields = fields
  }

  mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }

  /// `100 Continue`, which has no fields.
  static let provisional = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")

  /// Status line, fields and the empty line, with room for `bodyBytes` behind them.
  func encoded(bodyBytes: Int) -> ByteBuffer {
    let line = status == 200 ? "200 OK" : "\(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)"
    let size = fields.reduce(line.utf8.count + 13) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    var buffer = ByteBufferAllocator().buffer(capacity: size + bodyBytes)
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
      var writer = FieldWriter(room: room)
      writer.write("HTTP/1.1 ")
      writer.write(line)
      writer.write("\r\n")
      for field in fields {
        writer.write(name: field.name)
        writer.write(": ")
        writer.write(value: field.value)
        writer.write("\r\n")
      }
      writer.write("\r\n")
      return writer.count
    }
    return buffer
  }
}

/// Puts texts one after another; there is room for all of them.
private struct FieldWriter {
  let room: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(room: UnsafeMutableRawBufferPointer) { self.room = room }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: UnsafeRawBufferPointer(bytes))
      count += bytes.count
    }
  }

  mutating func write(name: String) {
    let start = count
    write(name)
    Self.isToken.withUnsafeBufferPointer { isToken in
      for position in start..<count where !isToken[Int(room[position])] { room[position] = UInt8(ascii: "-") }
    }
  }

  mutating func write(value: String) {
    let start = count
    write(value)
    let written = UnsafeMutableRawBufferPointer(rebasing: room[start..<count])
    guard FieldContent(UnsafeBufferPointer(written.assumingMemoryBound(to: UInt8.self))).hasControls else { return }
    for position in written.indices where written[position] < 0x20 || written[position] == 0x7f {
      written[position] = UInt8(ascii: " ")
    }
  }

  /// What the name of a field is made of (RFC 9110, section 5.6.2).
  static let isToken: [Bool] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(UInt8(byte))
    }
  }
}
