internal import CCrypto

/// AES-256-GCM (NIST SP 800-38D) of buffers in memory, with keys of 32 and nonces of 12 bytes.
package enum AESGCM {
  package static let keyBytes = 32
  package static let nonceBytes = 12
  /// What sealing adds at the end.
  package static let tagBytes = 16

  /// Encrypts `plain` into the first `plain.count + tagBytes` bytes of `out`, bound to `extra`. The caller never uses a
  /// nonce twice with a key. False, and nothing written, for lengths that do not fit.
  package static func seal(
    _ plain: UnsafeRawBufferPointer, key: [UInt8], nonce: [UInt8], extra: [UInt8],
    into out: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard key.count == keyBytes, nonce.count == nonceBytes, out.count >= plain.count + tagBytes else { return false }
    cairn_gcm_seal(
      key, nonce, extra, extra.count, plain.baseAddress, plain.count,
      out.baseAddress?.assumingMemoryBound(to: UInt8.self))
    return true
  }

  /// Decrypts `sealed` into the first `sealed.count - tagBytes` bytes of `out`. False when the bytes are not those that
  /// were sealed with this key, nonce and `extra`: then `out` is not to be used.
  package static func open(
    _ sealed: UnsafeRawBufferPointer, key: [UInt8], nonce: [UInt8], extra: [UInt8],
    into out: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard key.count == keyBytes, nonce.count == nonceBytes, sealed.count >= tagBytes,
      out.count >= sealed.count - tagBytes
    else { return false }
    return cairn_gcm_open(
      key, nonce, extra, extra.count, sealed.baseAddress, sealed.count,
      out.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
  }

  /// `seal(_:key:nonce:extra:into:)` with arrays; nil for lengths that do not fit.
  package static func sealed(_ plain: [UInt8], key: [UInt8], nonce: [UInt8], extra: [UInt8]) -> [UInt8]? {
    var out = [UInt8](repeating: 0, count: plain.count + tagBytes)
    let isDone = out.withUnsafeMutableBytes { out in
      plain.withUnsafeBytes { seal($0, key: key, nonce: nonce, extra: extra, into: out) }
    }
    return isDone ? out : nil
  }

  /// `open(_:key:nonce:extra:into:)` with arrays; nil for what was not sealed so.
  package static func opened(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], extra: [UInt8]) -> [UInt8]? {
    // One byte more than needed: an empty array has no address.
    var out = [UInt8](repeating: 0, count: max(sealed.count, tagBytes) - tagBytes + 1)
    let isDone = out.withUnsafeMutableBytes { out in
      sealed.withUnsafeBytes { open($0, key: key, nonce: nonce, extra: extra, into: out) }
    }
    guard isDone else { return nil }
    out.removeLast()
    return out
  }
}
