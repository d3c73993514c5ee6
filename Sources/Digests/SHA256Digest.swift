/// SHA-256 of bytes that come in pieces. A value: a copy goes on by itself.
package struct SHA256Digest: Sendable {
  private var state = DigestState(.sha256)

  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { state.update($0) } }

  /// The 32 bytes of the digest of all that came so far. More may follow.
  package func finalize() -> [UInt8] { state.value() }
}

/// The SHA-256 digest of `bytes`: 32 bytes.
package func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { DigestKind.sha256.digest(bytes) }

/// The SHA-256 digest of `bytes`: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { DigestKind.sha256.digest($0) } }
