import Digests
import Testing

/// The table-driven scan in four lanes against long division, bit by bit.
@Suite struct RabinFingerprintTests {
  private static let polynomial: UInt64 = 0x3d_a335_8b4d_c173

  private func dividedByHand(_ window: some Sequence<UInt8>, by polynomial: UInt64) -> UInt64 {
    let top = 63 - polynomial.leadingZeroBitCount
    var rest: UInt64 = 0
    for byte in window {
      for bit in (0..<8).reversed() {
        rest = rest << 1 | UInt64(byte >> UInt8(bit) & 1)
        if rest >> UInt64(top) & 1 == 1 { rest ^= polynomial }
      }
    }
    return rest
  }

  @Test func valuesAreRemainders() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let fingerprint = try #require(RabinFingerprint(polynomial: Self.polynomial))
    let bytes = generator.bytes(300)
    for end in 64...300 {
      let value = bytes.withUnsafeBytes { fingerprint.value(of: $0, endingAt: end) }
      #expect(value == dividedByHand(bytes[(end - 64)..<end], by: Self.polynomial), "seed \(seed)")
    }
  }

  @Test func theScanFindsTheFirstEnd() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let fingerprint = try #require(RabinFingerprint(polynomial: Self.polynomial))
    for _ in 0..<60 {
      let bytes = generator.bytes(Int.random(in: 60...40_000, using: &generator))
      let mask: UInt64 = (1 << UInt64.random(in: 4...14, using: &generator)) - 1
      let lower = Int.random(in: 0...bytes.count, using: &generator)
      let ends = lower...Int.random(in: lower...bytes.count + 10, using: &generator)
      let found = bytes.withUnsafeBytes { fingerprint.firstEnd(in: $0, ends: ends, mask: mask) }
      let naive = ends.first { end in
        bytes.withUnsafeBytes { fingerprint.value(of: $0, endingAt: end) }.map { $0 & mask == 0 } ?? false
      }
      #expect(found == naive, "seed \(seed)")
    }
  }

  @Test func degreesOutOfBoundsAreRefused() {
    #expect(RabinFingerprint(polynomial: 0) == nil)
    #expect(RabinFingerprint(polynomial: 1 << 15) == nil)
    #expect(RabinFingerprint(polynomial: 1 << 54 | 1) == nil)
    #expect(RabinFingerprint(polynomial: 1 << 16 | 1) != nil)
  }
}
