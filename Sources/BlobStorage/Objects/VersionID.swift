internal import Digests

/// The name of a version: 32 hexadecimal digits outside, or `null` for what was written without versioning.
///
/// Inside it holds the sequence number of the version, so that looking one up is one seek, and 64 random bits, so that
/// no other name can be guessed from it; the number is veiled with them, so that names do not look alike.
package struct VersionID: Hashable, Sendable, CustomStringConvertible {
  /// nil for the null version.
  let bytes: [UInt8]?

  package static let null = VersionID(bytes: nil)

  init(bytes: [UInt8]?) { self.bytes = bytes }

  /// A new name for the version of that number.
  init(newFor sequence: Int64) {
    let random = randomBytes(count: 8)
    bytes = random + Self.bytes(UInt64(bitPattern: sequence) ^ Self.veil(random[...]))
  }

  /// nil for a text that never was one.
  package init?(_ text: String) {
    if text == "null" {
      bytes = nil
    } else {
      guard let bytes = hexadecimalDecoded(text), bytes.count == 16, hexadecimal(bytes) == text else { return nil }
      self.bytes = bytes
    }
  }

  package var isNull: Bool { bytes == nil }

  package var description: String { bytes.map { hexadecimal($0) } ?? "null" }

  /// The number of the version; nil for the null version.
  var sequence: Int64? {
    guard let bytes, bytes.count == 16 else { return nil }
    return Int64(bitPattern: Self.number(bytes[8...]) ^ Self.veil(bytes[..<8]))
  }

  /// A bijective mix (Steele et al., SplitMix, OOPSLA 2014).
  private static func veil(_ random: ArraySlice<UInt8>) -> UInt64 {
    var value = number(random)
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private static func bytes(_ value: UInt64) -> [UInt8] {
    stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
