/// A pattern of `--exclude` with restic's meaning: segments with `*`, `?` and `[…]`, `**` for any number of segments;
/// one that begins with `/` counts from the root, any other matches wherever its segments stand side by side. What is
/// below a match is a match.
package struct ExcludePattern: Hashable, Sendable {
  private enum Segment: Hashable, Sendable {
    case any
    case glob([UInt8])
  }

  private let segments: [Segment]
  private let isAnchored: Bool
  private let foldsCase: Bool
  /// `!pattern`: takes back in what an earlier pattern took out.
  let isNegated: Bool

  /// nil for a pattern that is empty.
  package init?(_ text: [UInt8], foldsCase: Bool = false) {
    var text = text[...]
    isNegated = text.first == UInt8(ascii: "!")
    if isNegated { text = text.dropFirst() }
    guard !text.isEmpty else { return nil }
    self.foldsCase = foldsCase
    isAnchored = text.first == UInt8(ascii: "/")
    let parts = text.split(separator: UInt8(ascii: "/")).filter { $0 != [UInt8(ascii: ".")][...] }
    segments = parts.map { part in
      part.elementsEqual("**".utf8) ? .any : .glob(foldsCase ? Self.folded(part) : Array(part))
    }
    if segments.isEmpty { return nil }
  }

  /// Whether the absolute path, or one above it, matches.
  func matches(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: UInt8(ascii: "/")).map { foldsCase ? Self.folded($0) : Array($0) }
    guard !isAnchored else { return matches(names[...], segments[...]) }
    return names.indices.contains { matches(names[$0...], segments[...]) }
  }

  /// True when all of `pattern` matches at the beginning of `names`. Steps: at most names × segments for each `**`.
  private func matches(_ names: ArraySlice<[UInt8]>, _ pattern: ArraySlice<Segment>) -> Bool {
    guard let first = pattern.first else { return true }
    switch first {
    case .any:
      let rest = pattern.drop { $0 == .any }
      return (names.startIndex...names.endIndex).contains { matches(names[$0...], rest) }
    case .glob(let glob):
      guard let name = names.first, Self.matches(name[...], glob[...]) else { return false }
      return matches(names.dropFirst(), pattern.dropFirst())
    }
  }

  private static func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(String(decoding: Array(bytes), as: UTF8.self).lowercased().utf8)
  }

  /// One segment against one name; of two stars only the later one is ever extended again.
  private static func matches(_ name: ArraySlice<UInt8>, _ glob: ArraySlice<UInt8>) -> Bool {
    var (n, g) = (name.startIndex, glob.startIndex)
    var retry: (name: Int, glob: Int)?
    while n < name.endIndex {
      if g < glob.endIndex, glob[g] == UInt8(ascii: "*") {
        retry = (n, g)
        g += 1
      } else if let next = step(name[n], glob, g) {
        n += 1
        g = next
      } else if let last = retry {
        retry = (last.name + 1, last.glob)
        n = last.name + 1
        g = last.glob + 1
      } else {
        return false
      }
    }
    return glob[g...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The position behind the part of the glob that takes `byte`; nil when it does not.
  private static func step(_ byte: UInt8, _ glob: ArraySlice<UInt8>, _ position: Int) -> Int? {
    guard position < glob.endIndex else { return nil }
    switch glob[position] {
    case UInt8(ascii: "?"): return position + 1
    case UInt8(ascii: "["): return set(byte, glob, position + 1)
    case UInt8(ascii: "\\") where position + 1 < glob.endIndex:
      return glob[position + 1] == byte ? position + 2 : nil
    case let literal: return literal == byte ? position + 1 : nil
    }
  }

  private static func set(_ byte: UInt8, _ glob: ArraySlice<UInt8>, _ start: Int) -> Int? {
    var position = start
    let isNegated = position < glob.endIndex && glob[position] == UInt8(ascii: "^")
    if isNegated { position += 1 }
    var isInside = false
    var isFirst = true
    while position < glob.endIndex, isFirst || glob[position] != UInt8(ascii: "]") {
      isFirst = false
      let low = glob[position]
      var high = low
      position += 1
      if position + 1 < glob.endIndex, glob[position] == UInt8(ascii: "-"), glob[position + 1] != UInt8(ascii: "]") {
        high = glob[position + 1]
        position += 2
      }
      if low <= byte, byte <= high { isInside = true }
    }
    guard position < glob.endIndex, isInside != isNegated else { return nil }
    return position + 1
  }
}

/// The patterns of a run in their order: the last one that matches decides.
package struct ExcludeRules: Sendable {
  private var patterns: [ExcludePattern] = []

  package init() {}

  var isEmpty: Bool { patterns.isEmpty }

  package mutating func add(_ pattern: ExcludePattern) { patterns.append(pattern) }

  /// The lines of a file: empty ones and those that begin with `#` say nothing.
  package mutating func add(lines text: [UInt8], foldsCase: Bool = false) {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }.reversed().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
      let pattern = Array(trimmed.reversed())
      guard pattern.first != UInt8(ascii: "#"), let pattern = ExcludePattern(pattern, foldsCase: foldsCase) else {
        continue
      }
      add(pattern)
    }
  }

  /// Whether the absolute path is out.
  package func excludes(_ path: [UInt8]) -> Bool {
    guard !patterns.isEmpty, let decisive = patterns.last(where: { $0.matches(path) }) else { return false }
    return !decisive.isNegated
  }
}
