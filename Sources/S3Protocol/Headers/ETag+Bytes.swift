package import StorageModel

extension ETag {
  /// The tag with or without quotes and weak prefix, from bytes; nil unless they are printable ASCII. The way of listings:
  /// no String is taken apart.
  package init?(bytes: some Collection<UInt8>) {
    var slice = bytes[...]
    guard slice.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else { return nil }
    let quote = UInt8(ascii: "\"")
    if slice.starts(with: [UInt8(ascii: "W"), UInt8(ascii: "/")]) { slice = slice.dropFirst(2) }
    if slice.count >= 2, slice.first == quote, slice.dropFirst(slice.count - 1).first == quote {
      slice = slice.dropFirst().dropLast()
    }
    self.init(verbatim: String(decoding: slice, as: UTF8.self))
  }
}
