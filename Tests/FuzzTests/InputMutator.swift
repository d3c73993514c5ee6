/// Changes inputs at random, by a seed (SplitMix64), in the ways that break parsers: cut, repeated, spliced, with bytes
/// flipped, and with the tokens of the formats in wrong places.
struct InputMutator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private static let tokens: [[UInt8]] = [
    "<", "</", "/>", "&#x1;", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE", "%", "%2", "%00", "=", "-",
    "9223372036854775807",
    "-9223372036854775808", "99999999999999999999", "1e999", "\"", "\\u", "\\ud800", ",", "*", ":", "{", "}", "[", "]",
    "\r\n", "\r\n--edge", "--", "null", "\u{0}", "é", "\u{301}", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
  ].map { Array($0.utf8) }

  mutating func mutation(of inputs: [[UInt8]]) -> [UInt8] {
    var bytes = inputs.randomElement(using: &self) ?? []
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let at = Int.random(in: 0...bytes.count, using: &self)
      let length = min(Int.random(in: 0...9, using: &self), bytes.count - at)
      switch Int.random(in: 0...6, using: &self) {
      case 0: bytes.removeSubrange(at..<at + length)
      case 1: bytes.insert(contentsOf: Self.tokens.randomElement(using: &self) ?? [], at: at)
      case 2: for index in at..<at + length { bytes[index] = UInt8.random(in: 0 ... .max, using: &self) }
      case 3:
        bytes.insert(contentsOf: Array(bytes[at..<at + length]), at: Int.random(in: 0...bytes.count, using: &self))
      case 4: bytes = Array(bytes[..<at])
      case 5: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &self) }
      default:
        let other = inputs.randomElement(using: &self) ?? []
        bytes = Array(bytes[..<at] + other[min(other.count, at)...])
      }
    }
    return bytes
  }
}
