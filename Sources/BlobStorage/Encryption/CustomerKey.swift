internal import Digests

/// A key that came with a request and is kept nowhere (S3 User Guide, "server-side encryption with customer-provided
/// keys"): 32 bytes.
package struct CustomerKey: Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  /// nil unless 32 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == AESGCM.keyBytes else { return nil }
    self.bytes = bytes
  }

  /// Says nothing of the key.
  package var description: String { "customer key" }

  /// What proves later that a key is this one and does not tell it: a random salt and a code over it, as hexadecimal
  /// digits.
  package func verifier() -> String {
    let salt = randomBytes(count: 16)
    return hexadecimal(salt + code(salt))
  }

  /// True when `verifier` was made by this key.
  package func matches(_ verifier: String) -> Bool {
    guard let bytes = hexadecimalDecoded(verifier), bytes.count == 48 else { return false }
    return constantTimeEquals(code(Array(bytes[..<16])), Array(bytes[16...]))
  }

  private func code(_ salt: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(Array("cairn customer key verifier".utf8) + salt, key: bytes)
  }
}
