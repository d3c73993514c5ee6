import StorageModel
import Testing

@testable import Planning

@Suite struct ETagLayoutTests {
  @Test func partSizesOfWellKnownClientsComeFirst() {
    let size: Int64 = 100 << 20
    #expect(ETagLayout.candidates(sizeBytes: size, partCount: 13).first == 8 << 20)
    #expect(ETagLayout.candidates(sizeBytes: size, partCount: 20).first == 5 << 20)
    #expect(ETagLayout.candidates(sizeBytes: size, partCount: 7).contains(15 << 20))
  }

  @Test func everyCandidateGivesThatManyParts() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2000 {
      let size = Int64.random(in: 1...(5 << 40), using: &generator)
      let count = Int.random(in: 1...10_000, using: &generator)
      let candidates = ETagLayout.candidates(sizeBytes: size, partCount: count)
      #expect(candidates.count <= 24)
      for candidate in candidates { #expect((size - 1) / candidate + 1 == Int64(count)) }
    }
  }

  @Test func whatCannotBeHasNone() {
    #expect(ETagLayout.candidates(sizeBytes: 0, partCount: 2).isEmpty)
    #expect(ETagLayout.candidates(sizeBytes: 5, partCount: 6).isEmpty)
    #expect(ETagLayout.candidates(sizeBytes: 5, partCount: 0).isEmpty)
    #expect(!ETagLayout.candidates(sizeBytes: .max, partCount: 2).isEmpty)
  }
}
