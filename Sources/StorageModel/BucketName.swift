/// The name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens
/// (S3 User Guide, "General purpose bucket naming rules").
package struct BucketName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// nil for a name that S3 refuses with InvalidBucketName.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return nil }
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard isLetterOrDigit(first), isLetterOrDigit(last) else { return nil }
    let dot = UInt8(ascii: ".")
    guard bytes.allSatisfy({ isLetterOrDigit($0) || $0 == dot || $0 == UInt8(ascii: "-") }) else { return nil }
    guard !zip(bytes, bytes.dropFirst()).contains(where: { $0 == dot && $1 == dot }) else { return nil }
    if bytes.contains(dot) {
      let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
      let looksLikeIPv4 = pieces.count == 4 && pieces.allSatisfy { UInt8($0) != nil }
      guard !looksLikeIPv4 else { return nil }
    }
    self.text = text
  }

  package var description: String { text }
}
