internal import Digests

/// The name of a version: 32 hexadecimal digits outside, or `null` for what was written without versioning.
///
/// Inside it holds the sequence number of the version, so that looking one up is one seek, veiled by as many random
/// bytes, so that neither the number of writes shows nor the next name can be told.
package struct VersionID: Hashable, Sendable, CustomStringConvertible {
  /// nil for the null version.
  let bytes: [UInt8]?

  package static let null = VersionID(bytes: nil)

  init(bytes: [UInt8]?) { self.bytes = bytes }

  /// A new name for the version of that number.
  init(newFor sequence: Int64) {
    let veil = randomBytes(count: 8)
    bytes = veil + zip(veil, Self.bytes(sequence)).map { $0 ^ $1 }
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
    return Int64(bitPattern: zip(bytes[0..<8], bytes[8..<16]).reduce(UInt64(0)) { $0 << 8 | UInt64($1.0 ^ $1.1) })
  }

  private static func bytes(_ number: Int64) -> [UInt8] {
    let value = UInt64(bitPattern: number)
    return stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
