internal import StorageModel

/// One rule of a filter: a pattern, and whether what it matches is in or out.
///
/// How a pattern is anchored (rsync(1), "Pattern matching rules"):
///
/// | pattern | is matched against |
/// |---|---|
/// | begins with `/` | the whole path from the root of the tree |
/// | has neither `/` (but at the end) nor `**` | the last segment |
/// | begins with `**` | the whole path, as if a `/` stood before it |
/// | has another `**` | the end of the path, beginning at any segment |
/// | has n other `/` | the last n + 1 segments; a `/` inside of a set counts, though it matches nothing |
///
/// A `/` at the end: directories only. `***` at the end: also the directory itself, so that `dir/***` is `dir/` and
/// `dir/**`.
package struct FilterRule: Hashable, Sendable {
  package enum Action: Hashable, Sendable { case include, exclude }

  package let action: Action
  private let pattern: GlobPattern
  /// The pattern without its leading `**` and the `/` behind them, where it has both: matches at the root, too.
  private let patternAtRoot: GlobPattern?
  private let anchor: Anchor
  private let wantsDirectory: Bool
  private let matchesSlashOfDirectory: Bool
  private let isNegated: Bool

  private enum Anchor: Hashable, Sendable {
    case root, anySegment
    case lastSegments(Int)
  }

  /// Refuses an empty pattern and one over 4,096 bytes.
  package init(_ action: Action, _ text: [UInt8], isNegated: Bool = false) throws(PlanningError) {
    guard !text.isEmpty, text.count <= 4096 else {
      throw PlanningError(.badRule, subject: escapedForDisplay(text), message: "a pattern has 1 to 4,096 bytes")
    }
    self.action = action
    self.isNegated = isNegated
    let slash = UInt8(ascii: "/")
    let star = UInt8(ascii: "*")
    var body = text[...]
    let hasWildcards = text.contains { $0 == star || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    matchesSlashOfDirectory = text.count >= 3 && text.suffix(3).allSatisfy { $0 == star }
    wantsDirectory = body.count > 1 && body.last == slash
    if wantsDirectory { body = body.dropLast() }
    let hasDoubleStar = zip(text, text.dropFirst()).contains { $0 == star && $1 == star }
    let startsDeep = text.starts(with: [star, star])
    if body.first == slash {
      anchor = .root
      body = body.dropFirst()
    } else if startsDeep {
      anchor = .root
    } else {
      anchor = hasDoubleStar ? .anySegment : .lastSegments(1 + body.count { $0 == slash })
    }
    pattern = GlobPattern(body, isLiteral: !hasWildcards)
    let afterStars = startsDeep ? body.drop { $0 == star } : []
    patternAtRoot = afterStars.first == slash ? GlobPattern(afterStars.dropFirst(), isLiteral: false) : nil
  }

  /// Whether the rule speaks of `path`, which ends in `/` for a directory. The root itself is never spoken of.
  func matches(_ path: UnsafeRawBufferPointer) -> Bool {
    let slash = UInt8(ascii: "/")
    let isDirectory = path.last == slash
    let end = isDirectory ? path.count - 1 : path.count
    guard end > 0 else { return false }
    if wantsDirectory && !isDirectory { return isNegated }
    // A directory has its own slash where `***` could match it.
    let textEnd = isDirectory && matchesSlashOfDirectory ? path.count : end
    guard let start = firstStart(path, end: end) else { return isNegated }
    if pattern.matches(path, start..<textEnd) { return !isNegated }
    if let patternAtRoot, patternAtRoot.matches(path, 0..<textEnd) { return !isNegated }
    if anchor == .anySegment {
      for position in 0..<end where path[position] == slash && position + 1 <= textEnd {
        if pattern.matches(path, position + 1..<textEnd) { return !isNegated }
      }
    }
    return isNegated
  }

  /// Where the pattern is tried first; nil for a path of fewer segments than it has.
  private func firstStart(_ path: UnsafeRawBufferPointer, end: Int) -> Int? {
    guard case .lastSegments(let wanted) = anchor else { return 0 }
    var missing = wanted
    var position = end
    while position > 0 {
      if path[position - 1] == UInt8(ascii: "/") {
        missing -= 1
        if missing == 0 { return position }
      }
      position -= 1
    }
    return missing == 1 ? 0 : nil
  }
}
