internal import Digests
internal import StorageModel

extension ObjectMetadata {
  /// Prefix of the metadata names that carry extended attributes; the rest is the attribute's name in hexadecimal.
  private static let attributePrefix = "xattr-"

  /// S3 takes 2 KiB of user metadata (User Guide, "Working with object metadata"); names and values count.
  package static let maximumBytes = 2048

  /// The user metadata of the object.
  package var userMetadata: [String: String] {
    var metadata: [String: String] = [:]
    if let modified { metadata["mtime"] = Self.seconds(modified) }
    if let mode { metadata["mode"] = String(mode) }
    if let userID { metadata["uid"] = String(userID) }
    if let groupID { metadata["gid"] = String(groupID) }
    for (name, value) in extendedAttributes {
      metadata[Self.attributePrefix + hexadecimal(name)] = base64Encoded(value)
    }
    return metadata
  }

  /// How many of S3's 2,048 bytes the metadata takes.
  package var encodedBytes: Int {
    userMetadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
  }

  /// Reads what other tools wrote too; what does not parse is taken as absent.
  package init(userMetadata: [String: String]) {
    self.init()
    modified = userMetadata["mtime"].flatMap(Self.timestamp)
    mode = userMetadata["mode"].flatMap { UInt32($0) }
    userID = userMetadata["uid"].flatMap { UInt32($0) }
    groupID = userMetadata["gid"].flatMap { UInt32($0) }
    for (name, value) in userMetadata where name.hasPrefix(Self.attributePrefix) {
      let digits = name.dropFirst(Self.attributePrefix.count)
      if let name = hexadecimalDecoded(String(digits)), let value = base64Decoded(value) {
        extendedAttributes[name] = value
      }
    }
  }

  /// `1725148800.5`: seconds, and a fraction without trailing zeros.
  static func seconds(_ time: Timestamp) -> String {
    let isNegative = time.nanoseconds < 0
    let magnitude = time.nanoseconds.magnitude
    var text = (isNegative ? "-" : "") + String(magnitude / 1_000_000_000)
    let fraction = magnitude % 1_000_000_000
    if fraction > 0 {
      var digits = String(fraction)
      digits = String(repeating: "0", count: 9 - digits.count) + digits
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }

  /// Takes any number of fraction digits; those after the ninth are cut off.
  static func timestamp(_ text: String) -> Timestamp? {
    let isNegative = text.hasPrefix("-")
    let pieces = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(pieces.count), let first = pieces.first, !first.isEmpty else { return nil }
    guard pieces.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
    guard let whole = Int64(first), whole <= Int64.max / 1_000_000_000 - 1 else { return nil }
    var fraction: Int64 = 0
    if pieces.count == 2 {
      let digits = pieces[1].utf8.prefix(9)
      for digit in digits { fraction = fraction * 10 + Int64(digit - 0x30) }
      for _ in digits.count..<9 { fraction *= 10 }
    }
    let magnitude = whole * 1_000_000_000 + fraction
    return Timestamp(nanoseconds: isNegative ? -magnitude : magnitude)
  }
}
