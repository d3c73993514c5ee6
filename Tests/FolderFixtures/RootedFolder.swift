package import LocalFiles
package import StorageModel

/// A temporary folder that is open as a ``FolderRoot``; paths below it may be longer than PATH_MAX.
package final class RootedFolder: Sendable {
  private let temporary: TemporaryFolder
  package let root: FolderRoot

  package init() throws {
    temporary = try TemporaryFolder()
    root = try FolderRoot(opening: Array(temporary.path.utf8))
    // Tests that act as another user must be able to get in.
    try root.setMetadata(PathBytes(""), FileMetadata(mode: 0o755))
  }

  deinit {
    var options = WalkOptions()
    options.showsTemporaries = true
    var paths: [PathBytes] = []
    var scan = TreeScan(root, options: options)
    // What cannot be removed stays for the operating system; the test has had its say by now.
    try? scan.run { batch in
      paths += batch.entries.map(\.path)
      return true
    }
    for entry in paths.reversed() { try? root.remove(entry) }
  }

  /// Writes a file and the folders above it.
  @discardableResult
  package func write(_ name: String, _ content: String = "") throws -> PathBytes {
    try write(PathBytes(name), Array(content.utf8))
  }

  @discardableResult
  package func write(_ path: PathBytes, _ content: [UInt8]) throws -> PathBytes {
    if !path.parent.isEmpty { try root.makeDirectories(path.parent) }
    let file = try AtomicFile(in: root, path: path)
    try file.write(content, at: 0)
    _ = try file.commit()
    return path
  }

  package func read(_ path: PathBytes) throws -> [UInt8] {
    let (file, status) = try root.openWithStatus(path)
    return try file.read(at: 0, count: Int(status.sizeBytes) + 1)
  }

  /// All entries below the root, in the order of the walk.
  package func entries(showsTemporaries: Bool = true) throws -> [PathBytes] {
    var options = WalkOptions()
    options.showsTemporaries = showsTemporaries
    var paths: [PathBytes] = []
    var scan = TreeScan(root, options: options)
    try scan.run { batch in
      paths += batch.entries.map(\.path)
      return true
    }
    return paths
  }

  package var path: [UInt8] { Array(text.utf8) }

  /// The text of the folder's path, for calls that take one.
  package var text: String { temporary.path }
}
