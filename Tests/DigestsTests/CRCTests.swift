import Digests
import Testing

/// Published values, and agreement with a model that divides bit by bit.
@Suite struct CRCTests {
  private let nine = Array("123456789".utf8)

  private func crc32(_ bytes: [UInt8]) -> CRC32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc
  }

  private func crc32c(_ bytes: [UInt8]) -> CRC32C {
    var crc = CRC32C()
    crc.update(bytes)
    return crc
  }

  private func crc64nvme(_ bytes: [UInt8]) -> CRC64NVME {
    var crc = CRC64NVME()
    crc.update(bytes)
    return crc
  }

  /// The values of all prefixes, from the empty one on.
  private func model(_ bytes: [UInt8], polynomial: UInt64, width: UInt64) -> [UInt64] {
    let ones = UInt64.max >> (64 - width)
    var state = ones
    return [0]
      + bytes.map { byte in
        state ^= UInt64(byte)
        for _ in 0..<8 { state = (state >> 1) ^ (state & 1 == 1 ? polynomial : 0) }
        return state ^ ones
      }
  }

  @Test func checkValues() {
    #expect(crc32(nine).value == 0xcbf4_3926)
    #expect(crc32c(nine).value == 0xe306_9283)
    #expect(crc64nvme(nine).value == 0xae8b_1486_0a79_9888)
    #expect(crc32([]).value == 0 && crc32c([]).value == 0 && crc64nvme([]).value == 0)
  }

  @Test func bytesAreBigEndian() {
    #expect(crc32(nine).bytes == [0xcb, 0xf4, 0x39, 0x26])
    #expect(crc64nvme(nine).bytes == [0xae, 0x8b, 0x14, 0x86, 0x0a, 0x79, 0x98, 0x88])
  }

  /// RFC 3720, appendix B.4.
  @Test func crc32cOfTheExamplesOfISCSI() {
    #expect(crc32c([UInt8](repeating: 0, count: 32)).value == 0x8a91_36aa)
    #expect(crc32c([UInt8](repeating: 0xff, count: 32)).value == 0x62a8_ab43)
    #expect(crc32c(Array(0..<32)).value == 0x46dd_794e)
    #expect(crc32c(Array((0..<32).reversed())).value == 0x113f_db5c)
  }

  /// NVM Express NVM Command Set Specification, 64b CRC test cases.
  @Test func crc64OfTheExamplesOfNVMe() {
    #expect(crc64nvme([UInt8](repeating: 0, count: 4096)).value == 0x6482_d367_eb22_b64e)
    #expect(crc64nvme([UInt8](repeating: 0xff, count: 4096)).value == 0xc0dd_ba73_02ec_a3ac)
  }

  @Test(arguments: [0, 1, 5, 8])
  func everyLengthAgreesWithTheModel(offset: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let bytes = generator.bytes(offset + 1_024)
    let tail = Array(bytes[offset...])
    let first = model(tail, polynomial: 0xedb8_8320, width: 32)
    let second = model(tail, polynomial: 0x82f6_3b78, width: 32)
    let third = model(tail, polynomial: 0x9a6c_9329_ac4b_c9b5, width: 64)
    for length in 0...1_024 {
      var crcs = (CRC32(), CRC32C(), CRC64NVME())
      bytes.withUnsafeBytes { buffer in
        let unaligned = UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + length])
        crcs.0.update(unaligned)
        crcs.1.update(unaligned)
        crcs.2.update(unaligned)
      }
      #expect(
        [UInt64(crcs.0.value), UInt64(crcs.1.value), crcs.2.value] == [first[length], second[length], third[length]],
        "length \(length), seed \(seed)")
    }
  }

  @Test func piecesGiveTheValueOfTheWhole() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let bytes = generator.bytes(Int.random(in: 0...3_000, using: &generator))
      var crcs = (CRC32(), CRC32C(), CRC64NVME())
      for piece in randomPieces(bytes, using: &generator) {
        crcs.0.update(piece)
        crcs.1.update(piece)
        crcs.2.update(piece)
      }
      #expect(crcs == (crc32(bytes), crc32c(bytes), crc64nvme(bytes)), "seed \(seed)")
    }
  }

  @Test func combiningGivesTheValueOfBothInARow() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let left = generator.bytes(Int.random(in: 0...500, using: &generator))
      let right = generator.bytes(Int.random(in: 0...500, using: &generator))
      let length = UInt64(right.count)
      #expect(crc32(left).combined(with: crc32(right), lengthBytes: length) == crc32(left + right), "seed \(seed)")
      #expect(crc32c(left).combined(with: crc32c(right), lengthBytes: length) == crc32c(left + right), "seed \(seed)")
      #expect(
        crc64nvme(left).combined(with: crc64nvme(right), lengthBytes: length) == crc64nvme(left + right),
        "seed \(seed)")
    }
  }

  /// Ten halves of 2^60 bytes one after the other are what five wholes of 2^61 are: the exponent passes 2^64 bits.
  @Test func combiningTakesAnyLength() {
    let half = crc64nvme(nine)
    let whole = half.combined(with: CRC64NVME(value: 0), lengthBytes: 1 << 61)
    let twice = half.combined(with: CRC64NVME(value: 0), lengthBytes: 1 << 60)
      .combined(with: CRC64NVME(value: 0), lengthBytes: 1 << 60)
    #expect(whole == twice)
  }
}
