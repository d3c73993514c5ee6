/// SHA-1 of bytes that come in pieces. A value: a copy goes on by itself.
package struct SHA1Digest: Sendable {
  private var state = DigestState(.sha1)

  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { state.update($0) } }

  /// The 20 bytes of the digest of all that came so far. More may follow.
  package func finalize() -> [UInt8] { state.value() }
}

/// The SHA-1 digest of `bytes`: 20 bytes.
package func sha1(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { DigestKind.sha1.digest(bytes) }

/// The SHA-1 digest of `bytes`: 20 bytes.
package func sha1(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { DigestKind.sha1.digest($0) } }
