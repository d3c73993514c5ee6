import Digests
import StorageModel
import Testing

@Suite struct ChecksumHasherTests {
  @Test(arguments: [
    (ChecksumAlgorithm.crc32, "y/Q5Jg=="),
    (.crc32c, "4waSgw=="),
    (.crc64nvme, "rosUhgp5mIg="),
    (.sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
    (.sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
  ])
  func nineDigits(algorithm: ChecksumAlgorithm, text: String) {
    #expect(checksum(algorithm, of: Array("123456789".utf8)).headerValue == text)
  }

  @Test(arguments: ChecksumAlgorithm.allCases)
  func piecesGiveTheValueOfTheWhole(algorithm: ChecksumAlgorithm) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      let bytes = generator.bytes(Int.random(in: 0...600, using: &generator))
      var hasher = ChecksumHasher(algorithm: algorithm)
      for piece in randomPieces(bytes, using: &generator) { hasher.update(piece) }
      let value = hasher.finalize()
      #expect(value == checksum(algorithm, of: bytes), "seed \(seed)")
      #expect(value.bytes.count == algorithm.lengthBytes)
      #expect(Checksum(algorithm, headerValue: value.headerValue) == value)
    }
  }

  @Test(arguments: ChecksumAlgorithm.allCases)
  func compositeIsTheChecksumOfChecksums(algorithm: ChecksumAlgorithm) throws {
    let parts = ["one", "two", "three"].map { checksum(algorithm, of: Array($0.utf8)) }
    let composite = try #require(Checksum.composite(algorithm, of: parts))
    #expect(composite.bytes == checksum(algorithm, of: parts.flatMap(\.bytes)).bytes)
    #expect(composite.headerValue.hasSuffix("-3"))
    #expect(Checksum(algorithm, headerValue: composite.headerValue) == composite)
    #expect(Checksum.composite(algorithm, of: []) == nil)
    #expect(Checksum.composite(algorithm, of: [composite]) == nil)
  }

  @Test(arguments: [ChecksumAlgorithm.crc32, .crc32c, .crc64nvme])
  func fullObjectFromParts(algorithm: ChecksumAlgorithm) throws {
    let pieces = ["the first part", "", "x", "and the last"].map { Array($0.utf8) }
    let parts = pieces.map { (checksum: checksum(algorithm, of: $0), lengthBytes: UInt64($0.count)) }
    #expect(Checksum.fullObject(algorithm, of: parts) == checksum(algorithm, of: pieces.flatMap(\.self)))
  }

  @Test func whatCannotBeJoinedIsNot() {
    let part = (checksum: checksum(.sha256, of: [1]), lengthBytes: UInt64(1))
    #expect(Checksum.fullObject(.sha256, of: [part]) == nil)
    #expect(Checksum.fullObject(.crc32, of: [part]) == nil)
    #expect(Checksum.fullObject(.crc32, of: []) == nil)
    #expect(Checksum.fullObject(.crc32, of: [(Checksum(.crc32, bytes: [1, 2]), 1)]) == nil)
  }

  @Test(arguments: [
    "", "y/Q5Jg", "y/Q5Jg==-", "y/Q5Jg==-0", "y/Q5Jg==-10001", "y/Q5Jg==-+1", "y/Q5Jg==-1-1", "AAAA", " y/Q5Jg==",
  ])
  func malformedHeaderValues(text: String) {
    #expect(Checksum(.crc32, headerValue: text) == nil)
  }
}
