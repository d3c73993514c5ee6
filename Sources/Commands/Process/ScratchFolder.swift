import Glibc
import LocalFiles
import StorageModel

/// A new folder for this user alone, below `$TMPDIR` or `/tmp`.
struct ScratchFolder: Sendable {
  let root: FolderRoot
  let path: [UInt8]

  /// `parent` is where it is made; nil for the usual place.
  init(in parent: [UInt8]? = nil, prefix: String, _ context: CommandContext) throws(LocalError) {
    let place = parent ?? Array((context.variable("TMPDIR") ?? "/tmp").utf8)
    var name = (place + Array("/\(prefix)-XXXXXX".utf8)).map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&name) != nil else {
      throw LocalError(errno: errno, operation: "create a folder in", path: PathBytes(bytes: place))
    }
    path = name.dropLast().map { UInt8(bitPattern: $0) }
    root = try FolderRoot(opening: path)
  }

  /// Removes the folder with everything in it; links are removed, not followed.
  func remove() throws(LocalError) {
    try removeContent(of: PathBytes(bytes: []))
    guard rmdir(path.map { CChar(bitPattern: $0) } + [0]) == 0 else {
      throw LocalError(errno: errno, operation: "remove", path: PathBytes(bytes: path))
    }
  }

  private func removeContent(of folder: PathBytes) throws(LocalError) {
    for name in try root.names(in: folder) {
      let path = folder.child(name)
      if try root.status(path).kind == .directory {
        let inner = folder.child(name, asDirectory: true)
        // What was restored may lack the bits that its owner needs to clear it away.
        try root.setMetadata(inner, FileMetadata(mode: 0o700))
        try removeContent(of: inner)
        try root.remove(inner)
      } else {
        try root.remove(path)
      }
    }
  }
}
