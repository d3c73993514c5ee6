internal import CLinux
internal import Glibc
internal import StorageModel

/// Folders and files for this user alone, whatever the umask says: state, secrets, the daemon's data.
package enum PrivateFolder {
  /// Makes the folder with mode 0700, and those above it with the usual mode; one that exists gets 0700 if it is
  /// ours. `.permissionDenied` when it belongs to another user.
  package static func prepare(_ path: [UInt8]) throws(LocalError) {
    let root = try FolderRoot(opening: path, creating: true)
    let status = try root.status(PathBytes(bytes: []))
    guard status.attributes.userID == geteuid() else {
      throw LocalError(.permissionDenied, operation: "use (it belongs to another user)", path: root.path)
    }
    guard status.attributes.mode & 0o777 != 0o700 else { return }
    _ = try checked(cairn_chmod(root.descriptor, 0o700), "set permissions", root.path)
  }

  /// Makes an empty file of mode 0600, or gives one that exists that mode.
  package static func prepareFile(_ path: [UInt8]) throws(LocalError) {
    let name = PathBytes(bytes: path)
    let flags = cairn_o_rdwr | cairn_o_creat | cairn_o_nofollow
    let file = OpenFile(owning: try checked(cairn_open_path(path, path.count, flags, 0o600), "open", name), path: name)
    guard try file.status().attributes.mode & 0o777 != 0o600 else { return }
    _ = try checked(cairn_chmod(file.descriptor, 0o600), "set permissions", name)
  }
}
