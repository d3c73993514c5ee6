/// MD5 of bytes that come in pieces. A value: a copy goes on by itself.
package struct MD5Digest: Sendable {
  private var state = DigestState(.md5)

  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { state.update($0) } }

  /// The 16 bytes of the digest of all that came so far. More may follow.
  package func finalize() -> [UInt8] { state.value() }
}

/// The MD5 digest of `bytes`: 16 bytes.
package func md5(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { DigestKind.md5.digest(bytes) }

/// The MD5 digest of `bytes`: 16 bytes.
package func md5(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { DigestKind.md5.digest($0) } }
