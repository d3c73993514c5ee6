package import StorageModel

extension ETag {
  /// The tag with or without quotes and weak prefix, from bytes; nil unless they are printable ASCII. The way of
  /// listings: no String is taken apart.
  package init?(bytes: UnsafeBufferPointer<UInt8>) {
    let quote = UInt8(ascii: "\"")
    var start = 0
    var end = bytes.count
    if end >= 2, bytes[0] == UInt8(ascii: "W"), bytes[1] == UInt8(ascii: "/") { start = 2 }
    if end - start >= 2, bytes[start] == quote, bytes[end - 1] == quote {
      start += 1
      end -= 1
    }
    let tag = UnsafeBufferPointer(rebasing: bytes[start..<end])
    for byte in tag where byte < 0x20 || byte >= 0x7f { return nil }
    self.init(verbatim: String(decoding: tag, as: UTF8.self))
  }
}
