package import StorageModel

/// Which paths of a tree a run looks at, with rsync's rules: the first rule that matches decides, and what no rule
/// matches is in.
///
/// Both trees go through the same filters, so that what is out is neither sent nor deleted. A directory that is out
/// takes everything below it along, whatever later rules say: a walk does not descend into it, a listing is filtered
/// by ``TreeFilter``.
package struct Filters: Sendable, Hashable {
  private var rules: [FilterRule] = []
  /// `--files-from`: only these, the directories above them, and what is below those that are directories.
  package var names: NameList?

  package init() {}

  /// True when everything is in.
  package var isEmpty: Bool { rules.isEmpty && names == nil }

  /// `--exclude`
  package mutating func exclude(_ pattern: [UInt8]) throws(PlanningError) {
    add(try FilterRuleParser.pattern(pattern, .exclude))
  }

  /// `--include`
  package mutating func include(_ pattern: [UInt8]) throws(PlanningError) {
    add(try FilterRuleParser.pattern(pattern, .include))
  }

  /// `--filter`
  package mutating func addRule(_ text: [UInt8]) throws(PlanningError) { add(try FilterRuleParser.rule(text)) }

  /// The text of a file of rules (`--filter-from`, `--include-from`, `--exclude-from`).
  package mutating func addRules(_ text: [UInt8], form: FilterFileForm = .rules) throws(PlanningError) {
    for directive in try FilterRuleParser.file(text, form) { add(directive) }
  }

  /// Whether `path` is in, given that the directories above it are. A directory's path ends in `/`.
  package func admits(_ path: PathBytes) -> Bool {
    if isEmpty || path.isEmpty { return true }
    if let names, !names.admits(path) { return false }
    return path.bytes.withUnsafeBytes { admitsByRules($0) }
  }

  /// Whether ``NameList`` and rules let a walk go into a directory; the same as ``admits(_:)`` of its path.
  package func descends(into directory: PathBytes) -> Bool { admits(directory) }

  func admitsByRules(_ path: UnsafeRawBufferPointer) -> Bool {
    for rule in rules where rule.matches(path) { return rule.action == .include }
    return true
  }

  var hasRules: Bool { !rules.isEmpty }

  private mutating func add(_ directive: FilterDirective) {
    switch directive {
    case .rule(let rule): rules.append(rule)
    case .clear: rules.removeAll()
    case .comment: break
    }
  }
}

/// ``Filters`` for a stream of paths whose directories do not stand in it, as in a listing: looks at every directory
/// above a path once, and remembers the way down to the last one. Right in any order, fast in ascending order.
package struct TreeFilter: Sendable {
  private let filters: Filters
  /// A directory that is out: everything with this prefix is.
  private var excluded: [UInt8]?
  /// A directory that is in, with all directories above it.
  private var admitted: [UInt8] = []

  package init(_ filters: Filters) { self.filters = filters }

  /// Whether `path` and all directories above it are in.
  package mutating func admits(_ path: PathBytes) -> Bool {
    guard !filters.isEmpty else { return true }
    if let names = filters.names, !names.admits(path) { return false }
    guard filters.hasRules else { return true }
    if let excluded, path.hasPrefix(excluded) { return false }
    return path.bytes.withUnsafeBytes { bytes in
      admitsDirectories(above: bytes) && filters.admitsByRules(bytes)
    }
  }

  private mutating func admitsDirectories(above path: UnsafeRawBufferPointer) -> Bool {
    let slash = UInt8(ascii: "/")
    var position = 0
    while position < min(admitted.count, path.count), admitted[position] == path[position] { position += 1 }
    // Up to the last directory that both share, nothing need be asked again.
    while position > 0, admitted[position - 1] != slash { position -= 1 }
    admitted.removeSubrange(position...)
    while position < path.count - 1 {
      guard let end = path[position..<path.count - 1].firstIndex(of: slash) else { return true }
      let directory = UnsafeRawBufferPointer(rebasing: path[...end])
      guard filters.admitsByRules(directory) else {
        excluded = Array(directory)
        return false
      }
      admitted.append(contentsOf: path[position...end])
      position = end + 1
    }
    return true
  }
}
