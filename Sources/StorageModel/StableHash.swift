/// A 64-bit hash of bytes that is the same on every machine and in every version: shards of a plan and checksums of
/// state rows depend on it. It finds accidents, not attackers.
///
/// Multiply-and-fold over 8-byte little-endian words (the construction of wyhash), lengths mixed in.
package enum StableHash {
  private static let primes: (UInt64, UInt64, UInt64) = (
    0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3
  )

  package static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { hash($0, seed: seed) }
  }

  package static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var state = seed ^ primes.0
    var offset = 0
    while offset &+ 16 <= bytes.count {
      let first = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let second = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
      state = fold(first ^ primes.1, second ^ state)
      offset &+= 16
    }
    var tail: (UInt64, UInt64) = (0, 0)
    var shift: UInt64 = 0
    while offset < bytes.count {
      let byte = UInt64(bytes[offset])
      if shift < 64 { tail.0 |= byte << shift } else { tail.1 |= byte << (shift &- 64) }
      shift &+= 8
      offset &+= 1
    }
    state = fold(tail.0 ^ primes.1, tail.1 ^ state)
    return fold(state ^ primes.2, UInt64(truncatingIfNeeded: bytes.count) ^ primes.1)
  }

  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
