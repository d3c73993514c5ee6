internal import CLinux
package import StorageModel

extension FolderRoot {
  /// Makes the directory `path` and those above it that are missing. A link or file in the way is an error.
  package func makeDirectories(_ path: PathBytes, mode: UInt32 = 0o777) throws(LocalError) {
    if path.isEmpty { return }
    var offset = 0
    let bytes = path.bytes
    let parent = cairn_open_parent_beneath(descriptor, bytes, bytes.count, &offset)
    if parent == -LinuxError.notFound {
      try makeDirectories(PathBytes(bytes: Array(bytes[..<max(0, offset - 1)])), mode: mode)
    } else if parent >= 0 {
      _ = cairn_close(parent)
    }
    try inParent(of: path, "create folder") { (directory, name) throws(LocalError) in
      let result = name.withBytes { cairn_mkdir_at(directory, $0, $1, mode) }
      if result == -LinuxError.exists {
        var raw = cairn_status()
        _ = try checked(name.withBytes { cairn_status_at(directory, $0, $1, &raw) }, "create folder", path)
        switch Entry.Kind(mode: raw.mode) {
        case .directory: return
        case .symlink: throw LocalError(.escapesRoot, operation: "create folder", path: path)
        default: throw LocalError(.notADirectory, operation: "create folder", path: path)
        }
      }
      _ = try checked(result, "create folder", path)
    }
  }

  /// Removes a file, link or special file, or with a path that ends in `/` an empty directory.
  package func remove(_ path: PathBytes) throws(LocalError) {
    let isDirectory = path.isDirectoryForm
    try inParent(of: path, "remove") { (directory, name) throws(LocalError) in
      _ = try checked(name.withBytes { cairn_unlink_at(directory, $0, $1, isDirectory ? 1 : 0) }, "remove", path)
    }
  }

  /// Puts a symbolic link there at once, in the place of any file or link. The target is not looked at.
  package func makeSymlink(
    _ path: PathBytes, target: [UInt8], replacing: Bool = true, metadata: FileMetadata = FileMetadata()
  ) throws(LocalError) {
    try inParent(of: path, "link") { (directory, name) throws(LocalError) in
      let temporary = try TemporaryName.take { cairn_symlink_at(target, target.count, directory, $0, $1) }
        .mapError(operation: "link", path: path)
      let result = temporary.withBytes { from, fromCount in
        setLinkMetadata(directory, from, fromCount, metadata)
        return name.withBytes { cairn_rename_at(directory, from, fromCount, directory, $0, $1, replacing ? 1 : 0) }
      }
      if result < 0 { _ = temporary.withBytes { cairn_unlink_at(directory, $0, $1, 0) } }
      _ = try checked(result, "link", path)
    }
  }

  /// Owner and times of a link, as far as this process may: an unprivileged restore cannot give files away.
  private func setLinkMetadata(
    _ directory: Int32, _ name: UnsafePointer<UInt8>?, _ count: Int, _ metadata: FileMetadata
  ) {
    if let user = metadata.userID, let group = metadata.groupID {
      _ = cairn_chown_at(directory, name, count, user, group)
    }
    if metadata.modified != nil || metadata.accessed != nil {
      let modified = LinuxTime(metadata.modified)
      let accessed = LinuxTime(metadata.accessed)
      _ = cairn_set_times_at(
        directory, name, count, accessed.seconds, accessed.nanoseconds, modified.seconds, modified.nanoseconds)
    }
  }

  /// Puts a fifo or device node there (mknod(2)); `.exists` when something is there already.
  package func makeSpecialFile(_ path: PathBytes, mode: UInt32, deviceNumber: UInt64) throws(LocalError) {
    try inParent(of: path, "create") { (directory, name) throws(LocalError) in
      _ = try checked(name.withBytes { cairn_mknod_at(directory, $0, $1, mode, deviceNumber) }, "create", path)
    }
  }

  /// Gives the file at `existing` a second name at once; `.exists` when `path` is taken.
  package func makeHardLink(_ path: PathBytes, to existing: PathBytes) throws(LocalError) {
    try inParent(of: existing, "link") { (fromDirectory, from) throws(LocalError) in
      try inParent(of: path, "link") { (directory, name) throws(LocalError) in
        let result = from.withBytes { source, count in
          name.withBytes { cairn_link_at(fromDirectory, source, count, directory, $0, $1) }
        }
        _ = try checked(result, "link", path)
      }
    }
  }

  /// Renames below the root, at once; with `replacing` false a taken name is `.exists`.
  package func rename(_ path: PathBytes, to target: PathBytes, replacing: Bool = true) throws(LocalError) {
    try inParent(of: path, "rename") { (fromDirectory, from) throws(LocalError) in
      try inParent(of: target, "rename") { (directory, name) throws(LocalError) in
        let result = from.withBytes { source, count in
          name.withBytes { cairn_rename_at(fromDirectory, source, count, directory, $0, $1, replacing ? 1 : 0) }
        }
        _ = try checked(result, "rename", target)
      }
    }
  }

  /// Sets metadata of a file or directory that exists; a link gets owner and times only.
  package func setMetadata(_ path: PathBytes, _ metadata: FileMetadata) throws(LocalError) {
    if try status(path).kind == .symlink {
      try inParent(of: path, "set metadata") { (directory, name) throws(LocalError) in
        name.withBytes { setLinkMetadata(directory, $0, $1, metadata) }
      }
      return
    }
    let flags = cairn_o_rdonly | cairn_o_nonblock
    let bytes = path.bytes
    let result =
      bytes.isEmpty ? cairn_duplicate(descriptor) : cairn_open_beneath(descriptor, bytes, bytes.count, flags, 0)
    let file = OpenFile(owning: try checked(result, "open", path), path: path)
    try file.set(metadata)
  }

  /// Makes everything written below the root durable: one call at the end of a run costs less than one for each
  /// file (syncfs(2)).
  package func synchronize() throws(LocalError) {
    _ = try checked(cairn_syncfs(descriptor), "sync", path)
  }

  /// Makes names in a directory durable (fsync(2), notes).
  package func synchronizeDirectory(_ path: PathBytes) throws(LocalError) {
    let directory = try openDirectory(path)
    _ = try checked(cairn_fsync(directory.descriptor), "sync", path)
  }

  /// Bytes that an unprivileged user may still write to the file system of the root.
  package func availableBytes() throws(LocalError) -> UInt64 {
    var available: UInt64 = 0
    var type: Int64 = 0
    _ = try checked(cairn_file_system(descriptor, &available, &type), "stat file system", path)
    return available
  }
}
