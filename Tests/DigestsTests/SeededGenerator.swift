/// A generator whose seed a failing test prints (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { self.state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// Cuts `bytes` at random places into pieces, empty ones among them.
func randomPieces(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [[UInt8]] {
  let cuts = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
    Int.random(in: 0...bytes.count, using: &generator)
  }
  let edges = [0] + cuts.sorted() + [bytes.count]
  return zip(edges, edges.dropFirst()).map { Array(bytes[$0..<$1]) }
}
