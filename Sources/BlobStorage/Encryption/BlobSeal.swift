internal import Digests

/// With whose key a body is encrypted.
package enum BodyKey: Sendable {
  /// The store's own, of its key file (SSE-S3).
  case store
  /// The client's (SSE-C).
  case customer(CustomerKey)
}

/// What is stored beside an encrypted blob: its random data key, encrypted with a key made from the store's or the
/// client's.
///
/// 74 bytes: version (1), kind (1: the store's key, 2: a customer's), the name of the store's key (8, zeros for a
/// customer's), the id of the seal (16 random bytes), the data key sealed (32 and a tag of 16). The key that seals it
/// is HMAC-SHA256 of a label and the id under the store's or customer's key, and so used once only; the bytes before
/// are authenticated with it.
struct BlobSeal: Sendable, Hashable {
  enum Kind: UInt8, Sendable {
    case store = 1
    case customer = 2
  }

  static let version: UInt8 = 1
  private static let headBytes = 26

  let bytes: [UInt8]

  /// nil for bytes of another length or version.
  init?(bytes: [UInt8]) {
    guard bytes.count == Self.headBytes + AESGCM.keyBytes + AESGCM.tagBytes, bytes[0] == Self.version,
      Kind(rawValue: bytes[1]) != nil
    else { return nil }
    self.bytes = bytes
  }

  var kind: Kind { Kind(rawValue: bytes[1]) ?? .store }

  private var id: [UInt8] { Array(bytes[10..<26]) }

  /// A new data key and its seal. Throws `.keyMissing` where the store has no key of its own.
  static func make(_ key: BodyKey, _ keyring: Keyring) throws(BlobStorageError) -> (seal: BlobSeal, cipher: FrameCipher)
  {
    let id = randomBytes(count: 16)
    let dataKey = randomBytes(count: AESGCM.keyBytes)
    let head: [UInt8]
    let outer: [UInt8]
    switch key {
    case .store:
      guard let own = keyring.current else {
        throw BlobStorageError(.keyMissing, "the store has no encryption key of its own")
      }
      head = [version, Kind.store.rawValue] + own.name + id
      outer = sealingKey(own.bytes, .store, id)
    case .customer(let customer):
      head = [version, Kind.customer.rawValue] + [UInt8](repeating: 0, count: 8) + id
      outer = sealingKey(customer.bytes, .customer, id)
    }
    guard let sealed = AESGCM.sealed(dataKey, key: outer, nonce: nonce, extra: head),
      let seal = BlobSeal(bytes: head + sealed)
    else { throw BlobStorageError(.inputOutput, "a data key cannot be sealed") }
    return (seal, FrameCipher(key: dataKey, id: id))
  }

  /// What opens the blob. Throws `.keyRequired` without a customer key where one is needed, `.wrongKey` for another
  /// one, `.keyMissing` when the store's key is not in its key file any more, `.damaged` for a seal that does not open.
  func cipher(_ customer: CustomerKey?, _ keyring: Keyring) throws(BlobStorageError) -> FrameCipher {
    let head = Array(bytes[..<Self.headBytes])
    let outer: [UInt8]
    switch kind {
    case .store:
      let name = Array(bytes[2..<10])
      guard let own = keyring.key(named: name) else {
        throw BlobStorageError(.keyMissing, "the key file has not the key \(hexadecimal(name)) of an encrypted blob")
      }
      outer = Self.sealingKey(own.bytes, .store, id)
    case .customer:
      guard let customer else { throw BlobStorageError(.keyRequired, "the object was stored with a customer's key") }
      outer = Self.sealingKey(customer.bytes, .customer, id)
    }
    let sealed = Array(bytes[Self.headBytes...])
    guard let dataKey = AESGCM.opened(sealed, key: outer, nonce: Self.nonce, extra: head) else {
      let code: BlobStorageError.Code = kind == .customer ? .wrongKey : .damaged
      throw BlobStorageError(code, "the key of an encrypted blob does not open it")
    }
    return FrameCipher(key: dataKey, id: id)
  }

  /// The sealing key is new for every seal: one nonce serves all.
  private static let nonce = [UInt8](repeating: 0, count: AESGCM.nonceBytes)

  private static func sealingKey(_ key: [UInt8], _ kind: Kind, _ id: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(Array("cairn blob seal ".utf8) + [kind.rawValue] + id, key: key)
  }
}
