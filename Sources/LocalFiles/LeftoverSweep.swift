internal import CLinux
package import StorageModel

/// Removes temporary files that a killed run left behind.
package enum LeftoverSweep {
  /// Removes what ``AtomicFile`` left in one directory (not below it), and returns how many files that were. A file
  /// that another process still writes is locked and stays; so does one younger than `olderThan`, whose writer may not
  /// have locked it yet.
  package static func run(
    in root: FolderRoot, directory path: PathBytes, olderThan limit: Timestamp
  ) throws(LocalError) -> Int {
    let directory = try root.openDirectory(path)
    let names = try DirectoryNames(reading: directory, keeping: { TemporaryName.matches($0) })
    var removed = 0
    for index in names.indices {
      let name = Array(names.name(index))
      var raw = cairn_status()
      guard cairn_status_at(directory.descriptor, name, name.count, &raw) == 0 else { continue }
      let status = FileStatus(raw)
      guard status.kind == .file || status.kind == .symlink, status.fingerprint.changed < limit else { continue }
      if status.kind == .file {
        let flags = cairn_o_rdonly | cairn_o_nonblock
        let descriptor = cairn_open_at(directory.descriptor, name, name.count, flags, 0)
        guard descriptor >= 0 else { continue }
        defer { _ = cairn_close(descriptor) }
        guard cairn_try_lock(descriptor, 1) == 0 else { continue }
        if cairn_unlink_at(directory.descriptor, name, name.count, 0) == 0 { removed += 1 }
      } else if cairn_unlink_at(directory.descriptor, name, name.count, 0) == 0 {
        removed += 1
      }
    }
    return removed
  }
}
