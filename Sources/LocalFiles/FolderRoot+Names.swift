package import StorageModel

extension FolderRoot {
  /// The names in a directory, without `.` and `..`, in byte order.
  package func names(in path: PathBytes) throws(LocalError) -> [[UInt8]] {
    try openDirectory(path).names()
  }
}
