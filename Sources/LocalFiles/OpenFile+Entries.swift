internal import CLinux
internal import StorageModel

extension OpenFile {
  /// The names in this directory, without `.` and `..`, in byte order.
  package func names() throws(LocalError) -> [[UInt8]] {
    let names = try DirectoryNames(reading: self)
    return names.indices.map { Array(names.name($0)) }.sorted { compareBytes($0, $1) < 0 }
  }

  /// The status of an entry of this directory; of a link, the link's own.
  package func status(of name: [UInt8]) throws(LocalError) -> FileStatus {
    var raw = cairn_status()
    _ = try checked(cairn_status_at(descriptor, name, name.count, &raw), "stat", path.child(name))
    return FileStatus(raw)
  }
}
