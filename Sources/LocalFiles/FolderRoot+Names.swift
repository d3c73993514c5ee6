package import StorageModel

extension FolderRoot {
  /// The names in a directory, without `.` and `..`, in byte order.
  package func names(in path: PathBytes) throws(LocalError) -> [[UInt8]] {
    let names = try DirectoryNames(reading: try openDirectory(path))
    return names.indices.map { Array(names.name($0)) }.sorted { compareBytes($0, $1) < 0 }
  }
}
