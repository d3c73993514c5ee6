import Glibc
import LocalFiles
import StorageModel

/// A folder of one test, removed with everything in it when the test lets go.
final class TemporaryFolder: Sendable {
  let path: [UInt8]
  let root: FolderRoot

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/cairn-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw LocalError(errno: errno, operation: "create", path: PathBytes(base))
    }
    path = template.dropLast().map { UInt8(bitPattern: $0) }
    root = try FolderRoot(opening: path)
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
    _ = rmdir(text)
  }

  /// Writes a file and the folders above it.
  @discardableResult
  func write(_ name: String, _ content: String = "") throws -> PathBytes {
    try write(PathBytes(name), Array(content.utf8))
  }

  @discardableResult
  func write(_ path: PathBytes, _ content: [UInt8]) throws -> PathBytes {
    if !path.parent.isEmpty { try root.makeDirectories(path.parent) }
    let file = try AtomicFile(in: root, path: path)
    try file.write(content, at: 0)
    _ = try file.commit()
    return path
  }

  func read(_ path: PathBytes) throws -> [UInt8] {
    let (file, status) = try root.openWithStatus(path)
    return try file.read(at: 0, count: Int(status.sizeBytes) + 1)
  }

  /// All entries below the root, in the order of the walk.
  func entries(showsTemporaries: Bool = true) throws -> [PathBytes] {
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

  /// The text of the folder's path, for calls that take one.
  var text: String { String(decoding: path, as: UTF8.self) }
}
