internal import CLinux
package import StorageModel

extension FolderRoot {
  /// The path from the root of the file system, without links: the same for every name under which the folder is
  /// opened. What the user wrote where the kernel does not say (no /proc).
  package var realPath: PathBytes {
    let link = Array("/proc/self/fd/\(descriptor)".utf8)
    // PATH_MAX; a longer path is cut, and then the name stands.
    var buffer = [UInt8](repeating: 0, count: 4096)
    let capacity = buffer.count
    let count = buffer.withUnsafeMutableBufferPointer {
      cairn_readlink_at(descriptor, link, link.count, $0.baseAddress, capacity)
    }
    guard count > 0, count < capacity else { return path }
    return PathBytes(bytes: Array(buffer[..<count]))
  }
}
