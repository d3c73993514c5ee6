internal import Digests

/// The chain of signatures through the chunks of a body: each covers the one before, the first that of the head
/// (S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks",
/// and "Including Trailing Headers").
package struct ChunkSigner: Sendable {
  private let key: SigningKey
  private let dateTime: String
  private let scope: SigningScope
  private var previous: [UInt8]

  /// `seed` is the signature of the head: 32 bytes.
  package init(seed: [UInt8], key: SigningKey, dateTime: String, scope: SigningScope) {
    self.key = key
    self.dateTime = dateTime
    self.scope = scope
    self.previous = seed
  }

  /// The signature of the next chunk, from the SHA-256 of its bytes.
  package mutating func signature(ofChunk digest: [UInt8]) -> [UInt8] {
    sign("AWS4-HMAC-SHA256-PAYLOAD", middle: PayloadHash.emptyDigest + "\n", digest)
  }

  /// The signature of the trailer, from the SHA-256 of its `name:value\n` lines.
  package mutating func signature(ofTrailer digest: [UInt8]) -> [UInt8] {
    sign("AWS4-HMAC-SHA256-TRAILER", middle: "", digest)
  }

  private mutating func sign(_ algorithm: String, middle: String, _ digest: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(320)
    for line in [algorithm, dateTime, scope.text] {
      text.append(contentsOf: line.utf8)
      text.append(UInt8(ascii: "\n"))
    }
    appendHexadecimal(previous, to: &text)
    text.append(UInt8(ascii: "\n"))
    text.append(contentsOf: middle.utf8)
    appendHexadecimal(digest, to: &text)
    previous = key.signature(of: text)
    return previous
  }
}
