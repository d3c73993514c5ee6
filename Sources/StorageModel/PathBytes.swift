/// A path relative to the root of a tree, segments separated by `/`, as bytes.
///
/// In an ``Entry`` a directory's path ends in `/`, so that plain byte order is the order of a bucket listing
/// (`a-b` < `a.txt` < `a/` < `a/x`). The root itself is empty.
package struct PathBytes: ByteName {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// True for a path that names a directory: the root, or one that ends in `/`.
  package var isDirectoryForm: Bool { bytes.isEmpty || bytes.last == UInt8(ascii: "/") }

  /// The path without a trailing `/`.
  package var withoutTrailingSlash: PathBytes {
    bytes.last == UInt8(ascii: "/") ? PathBytes(bytes: Array(bytes.dropLast())) : self
  }

  /// The last segment, without a trailing `/`.
  package var lastSegment: [UInt8] {
    let trimmed = bytes.last == UInt8(ascii: "/") ? bytes.dropLast() : bytes[...]
    guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return Array(trimmed) }
    return Array(trimmed[(slash + 1)...])
  }

  /// The directory above, ending in `/`; empty for an entry of the root.
  package var parent: PathBytes {
    let trimmed = bytes.last == UInt8(ascii: "/") ? bytes.dropLast() : bytes[...]
    guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return PathBytes(bytes: []) }
    return PathBytes(bytes: Array(trimmed[...slash]))
  }

  /// The path of `name` in this directory; `asDirectory` appends a `/`.
  package func child(_ name: [UInt8], asDirectory: Bool = false) -> PathBytes {
    var joined = bytes
    joined.reserveCapacity(bytes.count + name.count + 2)
    if !isDirectoryForm { joined.append(UInt8(ascii: "/")) }
    joined += name
    if asDirectory { joined.append(UInt8(ascii: "/")) }
    return PathBytes(bytes: joined)
  }

  /// The path in pieces, empty ones included: `a//b` has three.
  package var segments: [ArraySlice<UInt8>] {
    withoutTrailingSlash.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  }

  /// True when the path can be created below a folder without leaving it or colliding with another key: no empty,
  /// `.` or `..` segment, no NUL byte, no segment over 255 bytes.
  package var isSafeBelowRoot: Bool {
    guard !bytes.isEmpty, !bytes.contains(0) else { return false }
    let dot = UInt8(ascii: ".")
    return segments.allSatisfy { segment in
      switch segment.count {
      case 0: false
      case 1: segment.first != dot
      case 2: !segment.allSatisfy { $0 == dot }
      default: segment.count <= 255
      }
    }
  }
}
