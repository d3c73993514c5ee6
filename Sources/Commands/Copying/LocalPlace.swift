import Glibc
import LocalFiles
import StorageModel

/// A single file of this machine: the open folder that it lies in, and its name there.
struct LocalPlace {
  let root: FolderRoot
  let name: PathBytes

  /// A file to read: links are followed, the path is the user's word.
  init(resolving path: [UInt8]) throws {
    guard let resolved = realpath(path.map { CChar(bitPattern: $0) } + [0], nil) else {
      throw LocalError(errno: errno, operation: "open", path: PathBytes(bytes: path))
    }
    defer { free(resolved) }
    try self.init(UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) }, false)
  }

  /// A file to write: the folders above it are made when they are missing.
  init(creating path: [UInt8]) throws { try self.init(path, true) }

  private init(_ path: [UInt8], _ creates: Bool) throws {
    let slash = UInt8(ascii: "/")
    let parent: [UInt8]
    if let last = path.lastIndex(of: slash) {
      parent = last == 0 ? [slash] : Array(path[..<last])
      name = PathBytes(bytes: Array(path[(last + 1)...]))
    } else {
      parent = [UInt8(ascii: ".")]
      name = PathBytes(bytes: path)
    }
    guard name.isSafeBelowRoot else {
      throw CommandError.usage("\(Location.local(path)) names no file", next: "add -r if it is a folder")
    }
    root = try FolderRoot(opening: parent, creating: creates)
  }

  /// True when `path` is a folder, or a link to one.
  static func isFolder(_ path: [UInt8]) -> Bool {
    var status = stat()
    return stat(path.map { CChar(bitPattern: $0) } + [0], &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
