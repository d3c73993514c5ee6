/// The line before a chunk: its length in hexadecimal digits, and its signature where chunks are signed.
struct ChunkHead {
  let lengthBytes: Int64
  /// 32 bytes.
  let signature: [UInt8]?

  /// Reads `10000;chunk-signature=…` or `10000`; nil for anything else, other extensions and lengths of more than 15
  /// digits included.
  init?(_ line: [UInt8]) {
    let digits = line.prefix { $0 != UInt8(ascii: ";") }
    guard (1...15).contains(digits.count), let length = Int64(String(decoding: digits, as: UTF8.self), radix: 16),
      length >= 0, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
    else { return nil }
    lengthBytes = length
    let rest = line[digits.endIndex...]
    guard !rest.isEmpty else {
      signature = nil
      return
    }
    let marker = Array(";chunk-signature=".utf8)
    guard rest.starts(with: marker),
      let sent = SignatureText.digest(String(decoding: rest.dropFirst(marker.count), as: UTF8.self))
    else { return nil }
    signature = sent
  }
}
