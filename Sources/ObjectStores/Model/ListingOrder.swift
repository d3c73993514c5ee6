internal import StorageModel

/// An order of keys.
package enum ListingOrder: Sendable {
  /// Of bytes, as S3 has it (API Reference, "ListObjectsV2").
  case bytes
  /// Of names, folder by folder, as stores have it that walk a tree of directories: `/` comes before every other
  /// byte, so that
  /// `a/x` stands before `a-b` and `a.txt`.
  case folders

  /// Negative, zero or positive, as memcmp.
  package func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard self == .folders else { return compareBytes(left, right) }
    let slash = UInt8(ascii: "/")
    for (a, b) in zip(left, right) where a != b {
      if a == slash { return -1 }
      if b == slash { return 1 }
      return a < b ? -1 : 1
    }
    return left.count - right.count
  }
}

/// The cause of a refused listing whose pages ascend folder by folder but not by bytes. Whoever can sort may ask
/// again, with
/// ``ListRequest/allowsFolderOrder``.
package struct ListingOrderError: Error, Sendable {
  package init() {}
}
