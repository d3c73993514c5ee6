package import StorageModel

/// The names of `--files-from`: exact paths from the root of the tree, no patterns.
///
/// A name lets in its path, the directories above it, and, where it is a directory, everything below it. `./` and `/`
/// in front and `/` at the end mean nothing; the root itself (`.`) lets in everything.
package struct NameList: Sendable, Hashable {
  /// Sorted, without a slash at the end.
  private let names: [[UInt8]]
  private let admitsEverything: Bool

  /// Names ended by NUL where there is one in `text`, by newline otherwise; empty lines are skipped, and so are, among
  /// lines, those that begin with `#` or `;`. A name with a `..` segment is refused: it would leave the tree.
  package init(_ text: [UInt8]) throws(PlanningError) {
    let isNulSeparated = text.contains(0)
    var collected: [[UInt8]] = []
    var everything = false
    for line in FilterRuleParser.lines(text) {
      guard let first = line.first else { continue }
      if !isNulSeparated && (first == UInt8(ascii: "#") || first == UInt8(ascii: ";")) { continue }
      let segments = line.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).filter {
        !$0.elementsEqual([UInt8(ascii: ".")])
      }
      guard !segments.contains(where: { $0.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) }) else {
        throw PlanningError(.badRule, subject: escapedForDisplay(Array(line)), message: "a name must stay in the tree")
      }
      if segments.isEmpty { everything = true } else { collected.append(Array(segments.joined(separator: [0x2f]))) }
    }
    collected.sort { compareBytes($0, $1) < 0 }
    names = collected
    admitsEverything = everything
  }

  package var isEmpty: Bool { names.isEmpty && !admitsEverything }

  /// Whether `path` is a name, above one, or below one.
  package func admits(_ path: PathBytes) -> Bool {
    if admitsEverything || path.isEmpty { return true }
    let slash = UInt8(ascii: "/")
    let bare = path.withoutTrailingSlash.bytes
    if contains(bare) { return true }
    for position in bare.indices where bare[position] == slash && contains(Array(bare[..<position])) { return true }
    guard path.isDirectoryForm else { return false }
    let next = firstIndex(notBefore: path.bytes)
    return next < names.count && PathBytes(bytes: names[next]).hasPrefix(path.bytes)
  }

  private func contains(_ name: [UInt8]) -> Bool {
    let index = firstIndex(notBefore: name)
    return index < names.count && names[index] == name
  }

  private func firstIndex(notBefore name: [UInt8]) -> Int {
    var low = 0
    var high = names.count
    while low < high {
      let middle = low + (high - low) / 2
      if compareBytes(names[middle], name) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
