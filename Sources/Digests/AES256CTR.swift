internal import CCrypto

/// Appends `text` encrypted, or decrypted, which is the same, with AES-256 in counter mode (NIST SP 800-38A, section
/// 6.5), counting from `iv` on.
///
/// The key must have 32 bytes and `iv` 16; nothing is appended otherwise, so that no text leaves in the clear.
package func aes256CTR(key: [UInt8], iv: [UInt8], _ text: UnsafeRawBufferPointer, appendingTo out: inout [UInt8]) {
  guard key.count == 32, iv.count == 16 else { return }
  let start = out.count
  // Cheaper than filling with zeros first: `text` is as long, and is overwritten in place.
  out.append(contentsOf: text)
  out.withUnsafeMutableBytes { bytes in
    guard text.count > 0, let base = bytes.baseAddress else { return }
    cairn_aes256_ctr(key, iv, base + start, text.count, base + start)
  }
}
