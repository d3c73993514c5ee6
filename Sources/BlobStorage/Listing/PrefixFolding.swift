internal import StorageModel

/// Walks an ordered set of keys, folding what shares a prefix up to the delimiter: pure, so that objects and uploads
/// fold alike.
struct PrefixFolding {
  let prefix: [UInt8]
  let delimiter: [UInt8]

  /// The common prefix that `key` folds into, delimiter included; nil for a key that stands for itself.
  func fold(_ key: [UInt8]) -> [UInt8]? {
    guard !delimiter.isEmpty, key.count >= prefix.count + delimiter.count else { return nil }
    var position = prefix.count
    while position <= key.count - delimiter.count {
      if key[position] == delimiter[0], key[position..<position + delimiter.count].elementsEqual(delimiter) {
        return Array(key[..<(position + delimiter.count)])
      }
      position += 1
    }
    return nil
  }

  /// The first key that a page after `after` may show; nil when there cannot be any.
  func start(after: [UInt8]?) -> [UInt8]? {
    guard let after, compareBytes(after, prefix) >= 0 else { return prefix }
    // A marker inside a common prefix is after that prefix, so the prefix is not shown again.
    if after.starts(with: prefix), let folded = fold(after) { return Self.successor(folded) }
    return after + [0]
  }

  /// The least bytes above every string that starts with `prefix`; nil when there are none.
  static func successor(_ prefix: [UInt8]) -> [UInt8]? {
    var bytes = prefix
    while let last = bytes.popLast() {
      if last < 255 { return bytes + [last + 1] }
    }
    return nil
  }
}
