internal import CCrypto

/// Bytes that nobody can guess, from libcrypto's generator.
///
/// An edge: only what names or protects something in the real world calls it; logic takes its randomness as a
/// parameter.
package func randomBytes(count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: max(count, 0)) { out, written in
    cairn_random(out.baseAddress, max(count, 0))
    written = max(count, 0)
  }
}
