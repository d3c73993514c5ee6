internal import Digests
package import StorageModel

/// How the 32 bytes come about. They belong to a part size, which is kept beside them (0 for a body hashed whole):
///
/// - hashed whole: SHA-256 of the body;
/// - in parts: SHA-256 of the text `cairn-parts`, the part size as 8 bytes big-endian, and the SHA-256 of each part in
///   order, all of them known when the last part was sent, so that no second pass is needed.
///
/// Two digests of one part size are equal exactly when the contents are, and one of parts is never one of a whole.
extension ContentDigest {
  /// Of a body sent whole, from the 32 bytes of its SHA-256.
  package static func whole(sha256 digest: [UInt8]) -> ContentDigest {
    ContentDigest(bytes: digest) ?? ContentDigest(words: (0, 0, 0, 0))
  }

  /// Of a body sent in parts.
  package static func parts(sha256s digests: [[UInt8]], partSizeBytes: Int64) -> ContentDigest {
    var hash = SHA256Digest()
    hash.update(Array("cairn-parts".utf8))
    hash.update((0..<8).map { UInt8(truncatingIfNeeded: partSizeBytes >> (56 - 8 * $0)) })
    for digest in digests { hash.update(digest) }
    return whole(sha256: hash.finalize())
  }
}
