internal import Glibc

/// A range of IP addresses in CIDR notation: `203.0.113.0/24`, `2001:db8::/32`, or one address.
struct AddressRange: Sendable, Hashable {
  private let bytes: [UInt8]
  private let bits: Int

  /// nil for text that is none.
  init?(_ text: String) {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = halves.first, let bytes = Self.bytes(of: String(address)) else { return nil }
    self.bytes = bytes
    guard halves.count == 2 else {
      bits = bytes.count * 8
      return
    }
    guard let bits = Int(halves[1]), (0...bytes.count * 8).contains(bits), halves[1].first != "+" else { return nil }
    self.bits = bits
  }

  func contains(_ address: String) -> Bool {
    guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
    let whole = bits / 8
    guard other[..<whole].elementsEqual(bytes[..<whole]) else { return false }
    let rest = bits % 8
    guard rest > 0 else { return true }
    return (other[whole] ^ bytes[whole]) >> UInt8(8 - rest) == 0
  }

  /// 4 or 16 bytes; an IPv4 address in the clothes of IPv6 (`::ffff:192.0.2.1`) counts as IPv4. A number of bits that
  /// was meant for the longer form does not: `::ffff:0:0/96` is no range of IPv4.
  private static func bytes(of text: String) -> [UInt8]? {
    var short = in_addr()
    if inet_pton(AF_INET, text, &short) == 1 { return withUnsafeBytes(of: short) { Array($0) } }
    var long = in6_addr()
    guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: long) { Array($0) }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    return bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
  }
}
