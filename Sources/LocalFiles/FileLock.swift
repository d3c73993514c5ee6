internal import CLinux
internal import StorageModel

/// An exclusive lock on a file of its own (flock(2)): let go when the object or the process dies, so that no stale
/// lock can stay behind. The file itself stays: removing it would let two holders lock two files of one name.
package final class FileLock: Sendable {
  private let file: OpenFile

  private init(_ file: OpenFile) { self.file = file }

  /// Makes the file (0600) if need be and locks it without waiting; `.locked` when another process, or another lock
  /// of this one, holds it.
  package static func acquire(_ path: [UInt8]) throws(LocalError) -> FileLock {
    let name = PathBytes(bytes: path)
    let flags = cairn_o_rdwr | cairn_o_creat | cairn_o_nofollow
    let file = OpenFile(
      owning: try checked(cairn_open_path(path, path.count, flags, 0o600), "open lock", name), path: name)
    _ = try checked(cairn_try_lock(file.descriptor, 1), "lock", name)
    return FileLock(file)
  }

  /// Lets go early.
  package func release() { _ = cairn_unlock(file.descriptor) }
}
