internal import LocalFiles
internal import StorageModel

/// The targets of a snapshot as a tree: what leads to them is stored with its metadata but only what was named below
/// it. `/a/b` and `/a/c` become `a` with `b` and `c`; a relative target keeps its own segments only; `.` and `/` stand
/// for what is in them (restic manual, "Backing up", and the archiver's tree).
struct SourceTree: Sendable {
  /// Ordered by name in bytes when it is walked.
  var children: [[UInt8]: SourceTree] = [:]
  /// Where the content is; nil for a folder of which only children were named.
  var path: [UInt8]?
  /// Where the metadata of such a folder is.
  var metadataPath: [UInt8]?

  /// `readNames` lists a folder, for targets that stand for what is in them.
  init(targets: [[UInt8]], readNames: ([UInt8]) throws -> [[UInt8]]) throws {
    for target in targets {
      let cleaned = LexicalPath.cleaned(target)
      let segments = LexicalPath.segments(cleaned)
      if segments.allSatisfy({ LexicalPath.isUpward($0) }) {
        for name in try readNames(cleaned) { try add(LexicalPath.joined(cleaned, name), readNames) }
      } else {
        try add(cleaned, readNames)
      }
    }
  }

  private init() {}

  private mutating func add(_ target: [UInt8], _ readNames: ([UInt8]) throws -> [[UInt8]]) throws {
    let isAbsolute = target.first == UInt8(ascii: "/")
    var base: [UInt8] = isAbsolute ? [UInt8(ascii: "/")] : [UInt8(ascii: ".")]
    var segments = LexicalPath.segments(target)[...]
    while let first = segments.first, LexicalPath.isUpward(first) {
      base = LexicalPath.joined(base, first)
      segments = segments.dropFirst()
    }
    try insert(segments, base: base, target: target, readNames)
  }

  private mutating func insert(
    _ segments: ArraySlice<[UInt8]>, base: [UInt8], target: [UInt8], _ readNames: ([UInt8]) throws -> [[UInt8]]
  ) throws {
    guard let name = segments.first else { return }
    // A folder that was named as a whole and is gone into again: what is in it is named one by one then, and what is
    // named twice stays the same.
    if path != nil { return }
    let here = LexicalPath.joined(base, name)
    var child = children[name] ?? SourceTree()
    if segments.count == 1 {
      child.path = target
      child.children = [:]
    } else {
      child.metadataPath = here
      try child.insert(segments.dropFirst(), base: here, target: target, readNames)
    }
    children[name] = child
  }
}

/// Paths as text: what can be said of them without looking at the file system.
enum LexicalPath {
  static func segments(_ path: [UInt8]) -> [[UInt8]] {
    path.split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
  }

  static func isUpward(_ segment: [UInt8]) -> Bool { segment.elementsEqual("..".utf8) }

  /// Without empty, `.` and needless `..` segments; `.` for nothing.
  static func cleaned(_ path: [UInt8]) -> [UInt8] {
    let isAbsolute = path.first == UInt8(ascii: "/")
    var kept: [[UInt8]] = []
    for segment in segments(path) {
      if isUpward(segment), let last = kept.last, !isUpward(last) {
        kept.removeLast()
      } else if !(isUpward(segment) && isAbsolute) {
        kept.append(segment)
      }
    }
    let joined = Array(kept.joined(separator: [UInt8(ascii: "/")]))
    if isAbsolute { return [UInt8(ascii: "/")] + joined }
    return joined.isEmpty ? [UInt8(ascii: ".")] : joined
  }

  static func joined(_ base: [UInt8], _ name: [UInt8]) -> [UInt8] {
    if base == [UInt8(ascii: ".")] { return name }
    return base.last == UInt8(ascii: "/") ? base + name : base + [UInt8(ascii: "/")] + name
  }

  static func absolute(_ path: [UInt8], in folder: [UInt8]) -> [UInt8] {
    path.first == UInt8(ascii: "/") ? cleaned(path) : cleaned(folder + [UInt8(ascii: "/")] + path)
  }

  /// The folder that holds it, and its name there; the folder is `.` for a bare name.
  static func split(_ path: [UInt8]) -> (folder: [UInt8], name: [UInt8]) {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return ([UInt8(ascii: ".")], path) }
    return (slash == 0 ? [UInt8(ascii: "/")] : Array(path[..<slash]), Array(path[(slash + 1)...]))
  }
}
