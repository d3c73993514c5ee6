internal import StorageModel

/// The two ends of a mirror, each in a canonical form that names the same place on every run: the real path of a
/// folder, or endpoint, bucket and prefix of a bucket. Rows of one pair say nothing about another.
package struct PairIdentity: Hashable, Sendable {
  package var source: [UInt8]
  package var target: [UInt8]

  package init(source: [UInt8], target: [UInt8]) {
    self.source = source
    self.target = target
  }

  /// The same on every run: names the file and seeds the checksums of its rows.
  package var stableHash: UInt64 { StableHash.hash(target, seed: StableHash.hash(source, seed: 1)) }

  /// The name of the database file: a hash and a readable tail of at most 40 letters, digits, dots and hyphens.
  package var fileName: String {
    let first = Self.hexadecimal(stableHash)
    let second = Self.hexadecimal(StableHash.hash(source, seed: StableHash.hash(target, seed: 2)))
    return "\(first)\(second)-\(Self.readableTail(target)).sqlite"
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func readableTail(_ bytes: [UInt8]) -> String {
    let kept = bytes.suffix(40).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
        byte
      default: UInt8(ascii: "-")
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}

/// What tells a local root from another directory under the same name: an unmounted disk leaves an empty folder with
/// other numbers.
package struct RootIdentity: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64
  /// The UUID or id of the file system; empty when it has none.
  package var fileSystem: [UInt8]

  package init(device: UInt64, inode: UInt64, fileSystem: [UInt8] = []) {
    self.device = device
    self.inode = inode
    self.fileSystem = fileSystem
  }

  /// True when `other` is the same directory: same inode, and the same file system where both know its id, otherwise
  /// the same device number (which a reboot may change).
  package func isSame(as other: RootIdentity) -> Bool {
    guard inode == other.inode else { return false }
    if !fileSystem.isEmpty && !other.fileSystem.isEmpty { return fileSystem == other.fileSystem }
    return device == other.device
  }
}
