internal import CCrypto

/// The 16 bytes of Poly1305-AES (D. J. Bernstein, "The Poly1305-AES message-authentication code", 2005) of `message`.
///
/// `multiplier` is r, of which the bits that must be clear are taken as clear; `key` encrypts the nonce. All three have
/// 16 bytes; the code is empty otherwise, and an empty one is equal to no code of a message.
package func poly1305AES(
  key: [UInt8], multiplier: [UInt8], nonce: [UInt8], _ message: UnsafeRawBufferPointer
) -> [UInt8] {
  guard key.count == 16, multiplier.count == 16, nonce.count == 16 else { return [] }
  return [UInt8](unsafeUninitializedCapacity: 16) { out, count in
    cairn_poly1305_aes(key, multiplier, nonce, message.baseAddress, message.count, out.baseAddress)
    count = 16
  }
}

/// As above into 16 bytes of `out`. False, and nothing written, for other lengths.
package func poly1305AES(
  key: [UInt8], multiplier: [UInt8], nonce: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer,
  into out: UnsafeMutableRawBufferPointer
) -> Bool {
  guard key.count == 16, multiplier.count == 16, nonce.count == 16, out.count >= 16 else { return false }
  cairn_poly1305_aes(key, multiplier, nonce.baseAddress, message.baseAddress, message.count, out.baseAddress)
  return true
}
