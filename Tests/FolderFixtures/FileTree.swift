internal import Glibc

/// What a folder holds, by path relative to it: what two trees must have in common to count as equal.
package struct FileTree: Equatable {
  package enum Node: Equatable {
    case file([UInt8])
    case link([UInt8])
    case folder
    case special

    package var isFile: Bool { if case .file = self { true } else { false } }
  }

  package struct Facts: Equatable {
    package var node: Node
    /// Permission bits; nil where they do not count.
    package var mode: UInt32?
    /// Seconds and nanoseconds of mtime; nil where it does not count.
    package var modified: [Int]?
  }

  package var entries: [[UInt8]: Facts] = [:]

  /// Reads a tree; folders themselves do not count, permissions and times only on demand.
  package init(_ path: String, modes: Bool = false, times: Bool = false) throws {
    try read(Array(path.utf8), below: [], modes: modes, times: times)
  }

  private mutating func read(_ folder: [UInt8], below: [UInt8], modes: Bool, times: Bool) throws {
    for name in namesInFolder(folder) {
      let path = folder + [UInt8(ascii: "/")] + name
      let relative = below + name
      var facts = stat()
      guard path.withPath({ lstat($0, &facts) }) == 0 else { throw SystemFailure("lstat") }
      let node: Node
      switch facts.st_mode & S_IFMT {
      case S_IFDIR:
        try read(path, below: relative + [UInt8(ascii: "/")], modes: modes, times: times)
        continue
      case S_IFREG: node = .file(try readBytes(path))
      case S_IFLNK: node = .link(linkTarget(path))
      default: node = .special
      }
      let mode = modes && node.isFile ? facts.st_mode & 0o7777 : nil
      let modified = times && node.isFile ? [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec] : nil
      entries[relative] = Facts(node: node, mode: mode, modified: modified)
    }
  }

  /// Files only, by path.
  package var files: [[UInt8]: [UInt8]] {
    entries.compactMapValues { facts in
      if case .file(let content) = facts.node { content } else { nil }
    }
  }

  /// The paths whose facts differ, as text: for messages.
  package func differences(from other: FileTree) -> [String] {
    Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }
      .map { String(decoding: $0, as: UTF8.self) }.sorted()
  }
}

private func linkTarget(_ path: [UInt8]) -> [UInt8] {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = path.withPath { readlink($0, &buffer, buffer.count) }
  return buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
}

/// Folders whose names and contents have broken tools before.
package enum SampleTree {
  package static let portableNames = [
    "plain.txt", "a b.txt", "plus+and&amp.txt", "100%.txt", "%41.txt", "quote'\".txt", "-leading", "trailing ",
    "ünïcode.txt", "日本語/深い/ファイル.txt", "a-b", "a.txt", "a/x", "a/b/c/d/e/f", ".hidden", "emoji 🏔.md", "semi;colon",
    "hash#tag?query=1", "tilde~", "(paren) [bracket] {brace}", "comma,dollar$at@", "back\\slash", "star*",
  ]

  /// Names that S3 tools of other makers do not agree on.
  package static let hostileNames: [[UInt8]] = [
    Array("caf\u{e9}".utf8), Array("cafe\u{301}".utf8), Array("new\nline".utf8), Array("tab\there".utf8),
    Array("carriage\rreturn".utf8), Array("escape\u{1b}[31m".utf8), [0x62, 0x61, 0x64, 0xff, 0xfe],
    [UInt8](repeating: UInt8(ascii: "n"), count: 255), Array("  ".utf8), Array("~".utf8), Array("...".utf8),
  ]

  /// Writes the tree; returns how many files it has.
  @discardableResult
  package static func write(to folder: String, hostile: Bool = false) throws -> Int {
    var count = 0
    for name in portableNames {
      let content = String(repeating: name + "\n", count: count * 50)
      try writeFile(folder + "/" + name, content, mode: count % 3 == 0 ? 0o600 : 0o644, modified: 1_700_000_000 + count)
      count += 1
    }
    try writeFile(folder + "/bin/run", "#!/bin/sh\n", mode: 0o755, modified: 1_700_000_500)
    try writeFile(folder + "/empty", "", modified: 1_700_000_501)
    count += 2
    guard hostile else { return count }
    for name in hostileNames {
      try writeFile(Array((folder + "/odd/").utf8) + name, name, modified: 1_700_001_000 + count)
      count += 1
    }
    return count
  }
}

/// Bytes that do not compress and are the same for the same seed.
package func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + 8)
  while bytes.count < count {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    withUnsafeBytes(of: state) { bytes.append(contentsOf: $0) }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}
