internal import Digests
internal import Glibc

/// The name of a blob's file: 16 random bytes, never used twice.
struct BlobName: Hashable, Sendable {
  let bytes: [UInt8]

  /// nil unless 16 bytes.
  init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// nil unless 32 hexadecimal digits.
  init?(text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  var text: String { hexadecimal(bytes) }

  /// The folder below `blobs/`.
  var shard: String { hexadecimal(bytes[..<1]) }
}
