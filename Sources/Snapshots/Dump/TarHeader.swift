/// The header of an entry of a tar archive in the pax form (POSIX.1-2017, pax, "ustar Interchange Format" and "pax
/// Extended Header"); pure. What does not fit the old fields, and what is not ASCII, goes into an extended header.
package enum TarHeader {
  package static let blockBytes = 512

  /// The blocks before the content of `node`, whose length is `sizeBytes`. `path` ends in `/` for a folder; `link` is
  /// the path of a file that came before, for its second name.
  package static func blocks(_ path: [UInt8], _ node: TreeNode, sizeBytes: UInt64, link: [UInt8]? = nil) -> [UInt8] {
    let target = link ?? node.linkTarget
    var records: [UInt8] = []
    func add(_ name: String, _ value: [UInt8]) { records += record(Array(name.utf8), value) }
    if path.count > 100 || !isPlain(path) { add("path", path) }
    if target.count > 100 || !isPlain(target) { add("linkpath", target) }
    if sizeBytes > 0o77777777777 { add("size", Array(String(sizeBytes).utf8)) }
    if node.userID > 0o7777777 { add("uid", Array(String(node.userID).utf8)) }
    if node.groupID > 0o7777777 { add("gid", Array(String(node.groupID).utf8)) }
    if node.modified.nanoseconds != 0 || !(0...0o77777777777).contains(node.modified.seconds) {
      add("mtime", seconds(node.modified))
    }
    for attribute in node.extendedAttributes where !attribute.name.contains(UInt8(ascii: "=")) {
      records += record(Array("SCHILY.xattr.".utf8) + attribute.name, attribute.value)
    }
    let header = block(path, node, type: type(node, isLink: link != nil), sizeBytes: sizeBytes, target: target)
    guard !records.isEmpty else { return header }
    var extended = TreeNode(name: [], kind: .file)
    extended.mode = GoFileMode(bits: 0o644)
    let name = Array("PaxHeaders/entry".utf8)
    let first = block(name, extended, type: UInt8(ascii: "x"), sizeBytes: UInt64(records.count), target: [])
    return first + records + padding(UInt64(records.count)) + header
  }

  /// Zeros up to the next block.
  package static func padding(_ sizeBytes: UInt64) -> [UInt8] {
    let rest = Int(sizeBytes % UInt64(blockBytes))
    return rest == 0 ? [] : [UInt8](repeating: 0, count: blockBytes - rest)
  }

  /// The end of an archive.
  package static let end = [UInt8](repeating: 0, count: 2 * blockBytes)

  private static func type(_ node: TreeNode, isLink: Bool) -> UInt8 {
    if isLink { return UInt8(ascii: "1") }
    return switch node.kind {
    case .symlink: UInt8(ascii: "2")
    case .characterDevice: UInt8(ascii: "3")
    case .blockDevice: UInt8(ascii: "4")
    case .directory: UInt8(ascii: "5")
    case .fifo: UInt8(ascii: "6")
    default: UInt8(ascii: "0")
    }
  }

  private static func isPlain(_ text: [UInt8]) -> Bool { text.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }

  /// `LENGTH NAME=VALUE\n`, the length counting itself.
  private static func record(_ name: [UInt8], _ value: [UInt8]) -> [UInt8] {
    let rest = name.count + value.count + 3
    var length = rest + String(rest).utf8.count
    length = rest + String(length).utf8.count
    return Array("\(length) ".utf8) + name + [UInt8(ascii: "=")] + value + [UInt8(ascii: "\n")]
  }

  /// Seconds with a fraction.
  private static func seconds(_ time: GoTime) -> [UInt8] {
    // Before 1970 the fraction counts backwards from the second above.
    let isBefore = time.seconds < 0 && time.nanoseconds > 0
    let whole = isBefore ? time.seconds + 1 : time.seconds
    let fraction = isBefore ? 1_000_000_000 - time.nanoseconds : time.nanoseconds
    let sign = isBefore && whole == 0 ? "-" : ""
    guard fraction > 0 else { return Array(String(whole).utf8) }
    let digits = String(fraction)
    return Array("\(sign)\(whole).\(String(repeating: "0", count: 9 - digits.count))\(digits)".utf8)
  }

  private static func block(
    _ path: [UInt8], _ node: TreeNode, type: UInt8, sizeBytes: UInt64, target: [UInt8]
  ) -> [UInt8] {
    var block = TarBlock()
    block.put(path, at: 0, 100)
    block.put(octal: UInt64(node.mode.unixPermissions), at: 100, 8)
    block.put(octal: UInt64(node.userID), at: 108, 8)
    block.put(octal: UInt64(node.groupID), at: 116, 8)
    block.put(octal: sizeBytes, at: 124, 12)
    block.put(octal: UInt64(max(0, node.modified.seconds)), at: 136, 12)
    block.put([type], at: 156, 1)
    block.put(target, at: 157, 100)
    block.put(Array("ustar\u{0}00".utf8), at: 257, 8)
    block.put(node.user, at: 265, 31)
    block.put(node.group, at: 297, 31)
    // glibc's makedev: the low parts are enough for every device in use.
    block.put(octal: node.device >> 8 & 0xfff, at: 329, 8)
    block.put(octal: node.device & 0xff | node.device >> 12 & 0xfff00, at: 337, 8)
    block.seal()
    return block.bytes
  }
}

/// The 512 bytes of a header while they are filled.
private struct TarBlock {
  private(set) var bytes = [UInt8](repeating: 0, count: TarHeader.blockBytes)

  /// At most `width` bytes.
  mutating func put(_ text: [UInt8], at offset: Int, _ width: Int) {
    for (index, byte) in text.prefix(width).enumerated() { bytes[offset + index] = byte }
  }

  /// Octal digits and a NUL; sevens for what is too large, which the extended header has.
  mutating func put(octal value: UInt64, at offset: Int, _ width: Int) {
    let digits = String(value, radix: 8)
    let text = digits.utf8.count < width ? digits : String(repeating: "7", count: width - 1)
    let zeros = String(repeating: "0", count: width - 1 - text.utf8.count)
    put(Array((zeros + text).utf8), at: offset, width - 1)
  }

  /// The sum of all bytes, its own field taken as spaces.
  mutating func seal() {
    put([UInt8](repeating: UInt8(ascii: " "), count: 8), at: 148, 8)
    let sum = bytes.reduce(0) { $0 + UInt64($1) }
    put(octal: sum, at: 148, 7)
    bytes[154] = 0
  }
}
