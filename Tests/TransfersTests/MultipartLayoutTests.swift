import ObjectStores
import StorageModel
import Testing
import Transfers

/// No size up to 5 TiB needs more parts than a store takes.
@Suite struct MultipartLayoutTests {
  @Test func staysWithinTheLimits() throws {
    let limits = StoreLimits()
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let edges: [Int64] = [1, 5 << 20, (8 << 20) + 1, (256 << 20) - 1, 256 << 20, 160_000 << 20, (160_000 << 20) + 1]
    let random = (0..<2000).map { _ in Int64.random(in: 1...(5 << 40), using: &generator) }
    for size in edges + random + [5 << 40] {
      let layout = try #require(MultipartLayout.choose(sizeBytes: size, limits: limits))
      #expect(layout.partCount <= limits.maximumParts, "size \(size), seed \(seed)")
      #expect(layout.partSizeBytes % MultipartLayout.granularityBytes == 0)
      #expect((limits.minimumPartBytes...limits.maximumPartBytes).contains(layout.partSizeBytes))
      let last = try #require(layout.part(layout.partCount))
      #expect(last.offset + last.lengthBytes == size)
      #expect(last.lengthBytes > 0)
      #expect(layout.part(layout.partCount + 1) == nil)
      #expect(layout.part(0) == nil)
    }
    #expect(MultipartLayout.choose(sizeBytes: (5 << 40) + 1, limits: limits) == nil)
    #expect(MultipartLayout.choose(sizeBytes: 0, limits: limits) == nil)
  }

  @Test func partsLieEndToEnd() throws {
    let layout = try #require(MultipartLayout(sizeBytes: 100, partSizeBytes: 30))
    #expect(layout.partCount == 4)
    #expect((1...4).compactMap { layout.part($0)?.offset } == [0, 30, 60, 90])
    #expect((1...4).compactMap { layout.part($0)?.lengthBytes } == [30, 30, 30, 10])
  }

  @Test func usesTheSizeThatWasAskedFor() {
    let limits = StoreLimits()
    func size(_ bytes: Int64, _ wanted: Int64?) -> Int64? {
      MultipartLayout.choose(sizeBytes: bytes, limits: limits, preferredPartSizeBytes: wanted)?.partSizeBytes
    }
    #expect(size(100 << 20, nil) == 8 << 20)
    #expect(size(300 << 20, nil) == 16 << 20)
    #expect(size(300 << 20, 50 << 20) == 50 << 20)
    #expect(size(300 << 20, 1) == 5 << 20)
    #expect(size(300 << 20, (5 << 20) + 1) == 6 << 20)
    #expect(size(1 << 40, 5 << 20) == 105 << 20)
    #expect(size(1 << 40, .max) == nil)
  }

  @Test(
    arguments: [
      (100 << 20, 5 << 20), (100 << 20, 8 << 20), (700 << 20, 50 << 20), (700 << 20, 64 << 20), (99_999_999, 15 << 20),
      (1 << 40, 106 << 20), (99_000_000, 10_000_000),
    ] as [(Int64, Int64)])
  func guessesPartSizesOfOtherTools(size: Int64, part: Int64) throws {
    let layout = try #require(MultipartLayout(sizeBytes: size, partSizeBytes: part))
    let guesses = PartSizeGuess.candidates(sizeBytes: size, partCount: layout.partCount)
    #expect(guesses.contains(part))
    for guess in guesses {
      #expect(MultipartLayout(sizeBytes: size, partSizeBytes: guess)?.partCount == layout.partCount)
    }
  }

  @Test func guessesNothingImpossible() {
    #expect(PartSizeGuess.candidates(sizeBytes: 10, partCount: 11).isEmpty)
    #expect(PartSizeGuess.candidates(sizeBytes: 0, partCount: 1).isEmpty)
    #expect(PartSizeGuess.candidates(sizeBytes: 10, partCount: 0).isEmpty)
    #expect(PartSizeGuess.candidates(sizeBytes: 77, partCount: 1) == [77])
    #expect(PartSizeGuess.candidates(sizeBytes: .max, partCount: 10_000).count <= 8)
  }
}
