internal import Digests
internal import JSON

/// The keys with which a repository is encrypted and authenticated (restic design document, "Keys, Encryption and
/// MAC"): AES-256 in counter mode, Poly1305-AES over the ciphertext. Everything sealed is `IV || CIPHERTEXT || MAC`.
package struct MasterKey: Sendable {
  /// What sealing adds: 16 bytes of IV, 16 of MAC.
  package static let overheadBytes = 32

  private let encryption: [UInt8]
  private let macKey: [UInt8]
  private let macMultiplier: [UInt8]

  /// nil unless the lengths are 32, 16 and 16.
  init?(encryption: [UInt8], macKey: [UInt8], macMultiplier: [UInt8]) {
    guard encryption.count == 32, macKey.count == 16, macMultiplier.count == 16 else { return nil }
    self.encryption = encryption
    self.macKey = macKey
    self.macMultiplier = macMultiplier
  }

  /// The key in 64 bytes that scrypt derived.
  init?(derived: [UInt8]) {
    guard derived.count == 64 else { return nil }
    self.init(
      encryption: Array(derived[..<32]), macKey: Array(derived[32..<48]), macMultiplier: Array(derived[48...]))
  }

  /// A key of a new repository.
  static func random() -> MasterKey? { MasterKey(derived: randomBytes(count: 64)) }

  /// `IV || CIPHERTEXT || MAC` under a new random IV.
  package func seal(_ plain: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: plain.count + Self.overheadBytes) { buffer, count in
      count = seal(plain, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Appends the same to `out`: it is written once, where it stays.
  func seal(_ plain: UnsafeRawBufferPointer, appendingTo out: inout [UInt8]) {
    out.append(addingCapacity: plain.count + Self.overheadBytes) { span in
      span.withUnsafeMutableBufferPointer { buffer, count in
        count += seal(
          plain, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
      }
    }
  }

  /// How many bytes were written; `room` has at least as many.
  private func seal(_ plain: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int {
    let out = UnsafeMutableRawBufferPointer(rebasing: room[..<(plain.count + Self.overheadBytes)])
    out.copyBytes(from: randomBytes(count: 16))
    let iv = UnsafeRawBufferPointer(rebasing: out[..<16])
    let cipher = UnsafeMutableRawBufferPointer(rebasing: out[16..<(16 + plain.count)])
    let mac = UnsafeMutableRawBufferPointer(rebasing: out[(16 + plain.count)...])
    // The lengths are those of this type, so that neither refuses; without both there are no bytes.
    let isSealed =
      aes256CTR(key: encryption, iv: iv, plain, into: cipher)
      && poly1305AES(
        key: macKey, multiplier: macMultiplier, nonce: iv, UnsafeRawBufferPointer(cipher), into: mac)
    return isSealed ? out.count : 0
  }

  package func seal(_ plain: [UInt8]) -> [UInt8] { plain.withUnsafeBytes { seal($0) } }

  /// The content of sealed bytes; nil when the MAC says that this key did not seal them.
  package func open(_ sealed: UnsafeRawBufferPointer) -> [UInt8]? {
    guard sealed.count >= Self.overheadBytes else { return nil }
    var isOpen = false
    let plain = [UInt8](unsafeUninitializedCapacity: sealed.count - Self.overheadBytes) { buffer, count in
      isOpen = open(sealed, into: UnsafeMutableRawBufferPointer(buffer))
      count = isOpen ? sealed.count - Self.overheadBytes : 0
    }
    return isOpen ? plain : nil
  }

  /// As above into the beginning of `out`, which has room for the content; false, and nothing written, when this key
  /// did not seal the bytes.
  func open(_ sealed: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) -> Bool {
    guard sealed.count >= Self.overheadBytes else { return false }
    let iv = UnsafeRawBufferPointer(rebasing: sealed[..<16])
    let cipher = UnsafeRawBufferPointer(rebasing: sealed[16..<(sealed.count - 16)])
    let isGenuine = withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { mac in
      poly1305AES(key: macKey, multiplier: macMultiplier, nonce: iv, cipher, into: mac)
        && constantTimeEquals(
          UnsafeRawBufferPointer(mac), UnsafeRawBufferPointer(rebasing: sealed[(sealed.count - 16)...]))
    }
    return isGenuine && aes256CTR(key: encryption, iv: iv, cipher, into: out)
  }

  package func open(_ sealed: [UInt8]) -> [UInt8]? { sealed.withUnsafeBytes { open($0) } }
}

extension MasterKey {
  /// The JSON that a key file holds sealed.
  func encoded() -> [UInt8] {
    JSONValue.object([
      .init(
        "mac",
        .object([
          .init("k", .string(base64Encoded(macKey))), .init("r", .string(base64Encoded(macMultiplier))),
        ])),
      .init("encrypt", .string(base64Encoded(encryption))),
    ]).encoded()
  }

  /// nil for anything but the JSON of a key.
  init?(decoding json: [UInt8]) {
    guard let value = JSONReader.read(json), let mac = value["mac"],
      let encryption = value["encrypt"]?.string.flatMap({ base64Decoded($0) }),
      let macKey = mac["k"]?.string.flatMap({ base64Decoded($0) }),
      let multiplier = mac["r"]?.string.flatMap({ base64Decoded($0) })
    else { return nil }
    self.init(encryption: encryption, macKey: macKey, macMultiplier: multiplier)
  }
}
