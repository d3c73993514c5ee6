internal import Digests
internal import Synchronization

/// Hands out request ids: unlike each other, in one process and across restarts.
final class RequestIdentity: Sendable {
  private let counter: Atomic<UInt64>
  /// The value of x-amz-id-2: which run of which server answered.
  let hostID: String

  /// `seed` should be random.
  init(seed: [UInt8]) {
    counter = Atomic(seed.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    hostID = base64Encoded(Array(seed))
  }

  /// 16 upper-case hexadecimal digits.
  func next() -> String {
    // Weyl sequence and a bijective mix (Steele et al., SplitMix, OOPSLA 2014): no two alike within 2^64.
    var value = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    value ^= value >> 31
    return String(unsafeUninitializedCapacity: 16) { text in
      for position in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - position * 4)) & 15
        text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit
      }
      return 16
    }
  }
}
