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

/// As above from buffer to buffer, which may be the same; `out` has room for `text`. False, and nothing written, for
/// other lengths of key and `iv`, and where there is no room.
package func aes256CTR(
  key: [UInt8], iv: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
) -> Bool {
  guard key.count == 32, iv.count == 16, out.count >= text.count else { return false }
  guard text.count > 0, let base = out.baseAddress else { return true }
  cairn_aes256_ctr(key, iv.baseAddress, text.baseAddress, text.count, base)
  return true
}
