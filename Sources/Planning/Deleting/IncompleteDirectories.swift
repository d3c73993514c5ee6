package import StorageModel

/// Directories of the source that could not be read to their end. What is below one of them may exist although it was
/// not seen, so nothing below it is deleted.
package struct IncompleteDirectories: Sendable {
  /// Beyond this many, the whole tree counts as incomplete: the list must not grow with the tree.
  private static let limit = 100_000

  private var directories: Set<PathBytes> = []
  /// True when nothing at all may be deleted.
  package private(set) var isEverything = false

  package init() {}

  package var isEmpty: Bool { directories.isEmpty && !isEverything }
  package var count: Int { directories.count }

  /// Records a directory; the root is the empty path.
  package mutating func insert(_ directory: PathBytes) {
    guard !directory.isEmpty, directories.count < Self.limit else {
      isEverything = true
      directories = []
      return
    }
    directories.insert(directory.isDirectoryForm ? directory : PathBytes(bytes: directory.bytes + [UInt8(ascii: "/")]))
  }

  /// Records a file or link that is there but could not be looked at: it protects its own path, and everything below
  /// it in case it is a directory.
  package mutating func insertUnreadable(_ path: PathBytes) {
    insert(path)
    if !isEverything { directories.insert(path.withoutTrailingSlash) }
  }

  /// True when `path` is one of the directories or below one.
  package func covers(_ path: PathBytes) -> Bool {
    if isEverything { return true }
    if directories.isEmpty { return false }
    if directories.contains(path) { return true }
    let bytes = path.bytes
    for position in bytes.indices where bytes[position] == UInt8(ascii: "/") {
      if directories.contains(PathBytes(bytes: Array(bytes[...position]))) { return true }
    }
    return false
  }
}
