internal import CCrypto

/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
  /// The 32 bytes of the code of `message` under a key of any length.
  package static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { authenticate($0, key: key) }
  }

  /// The same of the UTF-8 bytes of `message`.
  package static func authenticate(_ message: String, key: [UInt8]) -> [UInt8] {
    var message = message
    return message.withUTF8 { authenticate(UnsafeRawBufferPointer($0), key: key) }
  }

  /// The same of a buffer.
  package static func authenticate(_ message: UnsafeRawBufferPointer, key: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { out, count in
      key.withUnsafeBytes { key in
        cairn_hmac_sha256(key.baseAddress, key.count, message.baseAddress, message.count, out.baseAddress)
      }
      count = 32
    }
  }
}
