internal import CCrypto

/// Which digest a ``DigestState`` computes, by the number that the C side knows.
enum DigestKind: Int32 {
  case md5 = 0
  case sha1 = 1
  case sha256 = 2

  var lengthBytes: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The digest of one buffer, with the thread's context: no allocation but the result.
  func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: lengthBytes) { out, count in
      cairn_digest_once(rawValue, bytes.baseAddress, bytes.count, out.baseAddress)
      count = lengthBytes
    }
  }
}

/// A digest in progress, as a value: a copy goes on by itself. The context is copied only when a shared one is fed.
struct DigestState: Sendable {
  private let kind: DigestKind
  private var context: DigestContext

  init(_ kind: DigestKind) {
    self.kind = kind
    self.context = DigestContext(cairn_digest_new(kind.rawValue))
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&context) { context = DigestContext(cairn_digest_copy(context.handle)) }
    cairn_digest_update(context.handle, bytes.baseAddress, bytes.count)
  }

  func value() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: kind.lengthBytes) { out, count in
      cairn_digest_value(context.handle, out.baseAddress)
      count = kind.lengthBytes
    }
  }
}

/// Owns an EVP_MD_CTX.
///
/// Unchecked: the context is written only by the one ``DigestState`` that holds the only reference to it.
private final class DigestContext: @unchecked Sendable {
  let handle: OpaquePointer?

  init(_ handle: OpaquePointer?) { self.handle = handle }

  deinit { cairn_digest_free(handle) }
}
