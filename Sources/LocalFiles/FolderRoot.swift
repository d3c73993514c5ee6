internal import CLinux
package import StorageModel

/// An open folder below which everything is reached without following a symbolic link.
///
/// Paths are relative to it. No call leaves the folder, also while another process swaps directories for links: each
/// one resolves the whole path again from the held descriptor (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS).
/// A link on the way gives `.escapesRoot`, a path with `..` or an empty segment `.unsafeName`.
package final class FolderRoot: Sendable {
  package let descriptor: Int32
  /// As the user named it.
  package let path: PathBytes
  /// Device and inode when it was opened. Another identity later means: unmounted, or replaced.
  package let identity: FileIdentity

  /// Opens the folder; links in `path` itself are followed, it is the user's word.
  ///
  /// `creating` makes it, and the folders above it, when they are missing.
  package init(opening path: [UInt8], creating: Bool = false) throws(LocalError) {
    let name = PathBytes(bytes: path)
    if creating { try Self.createAll(path) }
    let flags = cairn_o_rdonly | cairn_o_directory
    let descriptor = try checked(cairn_open_path(path, path.count, flags, 0), "open", name)
    var raw = cairn_status()
    let result = cairn_status_of(descriptor, &raw)
    guard result == 0 else {
      _ = cairn_close(descriptor)
      throw LocalError(errno: -result, operation: "stat", path: name)
    }
    self.descriptor = descriptor
    self.path = name
    identity = FileIdentity(device: raw.device, inode: raw.inode)
  }

  deinit { _ = cairn_close(descriptor) }

  /// True while `path` still leads to the folder that was opened: false after an unmount or a swap.
  package func isStillInPlace() -> Bool {
    var raw = cairn_status()
    guard cairn_status_path(path.bytes, path.bytes.count, &raw) == 0 else { return false }
    return FileIdentity(device: raw.device, inode: raw.inode) == identity
  }

  private static func createAll(_ path: [UInt8]) throws(LocalError) {
    let slash = UInt8(ascii: "/")
    for end in path.indices.dropFirst() where path[end] == slash || end == path.count - 1 {
      let length = path[end] == slash ? end : end + 1
      let result = cairn_mkdir_path(path, length, 0o777)
      var raw = cairn_status()
      if result < 0, cairn_status_path(path, length, &raw) != 0 {
        throw LocalError(errno: -result, operation: "create folder", path: PathBytes(bytes: Array(path[..<length])))
      }
    }
    if path.count == 1, path[0] != slash { _ = cairn_mkdir_path(path, 1, 0o777) }
  }
}

// MARK: - Reading

extension FolderRoot {
  /// Opens a regular file to read. Anything else is `.notARegularFile`, and is not waited for (a fifo would block).
  package func open(_ path: PathBytes) throws(LocalError) -> OpenFile {
    let (file, status) = try openWithStatus(path)
    _ = status
    return file
  }

  /// As ``open(_:)``, with the status that the check took anyway.
  package func openWithStatus(_ path: PathBytes) throws(LocalError) -> (file: OpenFile, status: FileStatus) {
    let flags = cairn_o_rdonly | cairn_o_nonblock
    // Reading must not rewrite the inode of every file; only the owner and root may ask for that.
    var descriptor = cairn_open_beneath(self.descriptor, path.bytes, path.bytes.count, flags | cairn_o_noatime, 0)
    if descriptor == -LinuxError.notPermitted {
      descriptor = cairn_open_beneath(self.descriptor, path.bytes, path.bytes.count, flags, 0)
    }
    let file = OpenFile(owning: try checked(descriptor, "open", path), path: path)
    let status = try file.status()
    switch status.kind {
    case .file: return (file, status)
    case .directory: throw LocalError(.isADirectory, operation: "open", path: path)
    default: throw LocalError(.notARegularFile, operation: "open", path: path)
    }
  }

  /// Opens a directory to read; the empty path is the root itself.
  package func openDirectory(_ path: PathBytes) throws(LocalError) -> OpenFile {
    let flags = cairn_o_rdonly | cairn_o_directory
    if path.isEmpty {
      // A descriptor of its own, not a duplicate: that would share the position in the list of names.
      let dot: [UInt8] = [UInt8(ascii: ".")]
      return OpenFile(owning: try checked(cairn_open_at(descriptor, dot, 1, flags, 0), "open", path), path: path)
    }
    let result = cairn_open_beneath(descriptor, path.bytes, path.bytes.count, flags, 0)
    return OpenFile(owning: try checked(result, "open", path), path: path)
  }

  /// The status of what stands there; of a link, the link's own.
  package func status(_ path: PathBytes) throws(LocalError) -> FileStatus {
    var raw = cairn_status()
    if path.isEmpty {
      _ = try checked(cairn_status_of(descriptor, &raw), "stat", path)
      return FileStatus(raw)
    }
    return try inParent(of: path, "stat") { (directory, name) throws(LocalError) in
      _ = try checked(name.withBytes { cairn_status_at(directory, $0, $1, &raw) }, "stat", path)
      return FileStatus(raw)
    }
  }

  /// nil when nothing stands there, also when a directory on the way is missing or is a file.
  package func statusIfPresent(_ path: PathBytes) throws(LocalError) -> FileStatus? {
    do throws(LocalError) {
      return try status(path)
    } catch  where error.code == .notFound || error.code == .notADirectory {
      return nil
    }
  }

  /// The target of a symbolic link, not followed.
  package func readLink(_ path: PathBytes) throws(LocalError) -> [UInt8] {
    try inParent(of: path, "read link") { (directory, name) throws(LocalError) in
      var target = [UInt8](repeating: 0, count: 4096)
      let count = try checked(
        target.withUnsafeMutableBufferPointer { buffer in
          name.withBytes { cairn_readlink_at(directory, $0, $1, buffer.baseAddress, buffer.count) }
        }, "read link", path)
      return Array(target[..<count])
    }
  }

  /// Runs `body` with the open directory that holds the last segment of `path`, and that segment.
  func inParent<Value>(
    of path: PathBytes, _ operation: String, _ body: (Int32, LastSegment) throws(LocalError) -> Value
  ) throws(LocalError) -> Value {
    var offset = 0
    let result = cairn_open_parent_beneath(descriptor, path.bytes, path.bytes.count, &offset)
    let directory = try checked(result, operation, path)
    defer { _ = cairn_close(directory) }
    return try body(directory, LastSegment(path: path.bytes, offset: offset))
  }
}

/// The last segment of a path, without copying it out.
struct LastSegment {
  let path: [UInt8]
  let offset: Int

  func withBytes<Value>(_ body: (UnsafePointer<UInt8>?, Int) -> Value) -> Value {
    path.withUnsafeBufferPointer { buffer in
      let end = buffer.last == UInt8(ascii: "/") ? buffer.count - 1 : buffer.count
      return body(buffer.baseAddress.map { $0 + offset }, max(0, end - offset))
    }
  }
}
