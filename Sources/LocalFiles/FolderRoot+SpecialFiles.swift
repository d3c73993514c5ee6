internal import CLinux
package import StorageModel

extension FolderRoot {
  /// Sets owner, permissions and times of a fifo or device by its name: opening one could do anything. A link is
  /// `.unsupported`. Owners that an unprivileged process may not set are left, as ``setMetadata(_:_:)`` does.
  package func setSpecialMetadata(_ path: PathBytes, _ metadata: FileMetadata) throws(LocalError) {
    try inParent(of: path, "set metadata") { (directory, name) throws(LocalError) in
      if let user = metadata.userID, let group = metadata.groupID {
        let result = name.withBytes { cairn_chown_at(directory, $0, $1, user, group) }
        if result != -LinuxError.notPermitted { _ = try checked(result, "set owner", path) }
      }
      if let mode = metadata.effectiveMode {
        _ = try checked(name.withBytes { cairn_chmod_at(directory, $0, $1, mode) }, "set permissions", path)
      }
      let modified = LinuxTime(metadata.modified)
      let accessed = LinuxTime(metadata.accessed)
      let result = name.withBytes {
        cairn_set_times_at(
          directory, $0, $1, accessed.seconds, accessed.nanoseconds, modified.seconds, modified.nanoseconds)
      }
      _ = try checked(result, "set times", path)
    }
  }
}
