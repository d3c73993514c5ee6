internal import Digests
internal import Glibc

/// A tree that holds blobs: `tmp/` for those on their way in, and 256 shards below `blobs/`, all on one file system.
struct BlobFolder: Sendable {
  let path: String

  var temporaryPath: String { path + "/tmp" }
  var blobsPath: String { path + "/blobs" }

  func temporaryPath(_ name: BlobName) -> String { temporaryPath + "/" + name.text }

  func blobPath(_ name: BlobName) -> String { shardPath(name.shard) + "/" + name.text }

  func shardPath(_ shard: String) -> String { blobsPath + "/" + shard }

  /// The names of the shards, in order.
  static let shards = (0..<256).map { hexadecimal([UInt8($0)]) }

  /// Makes the folders that are missing, durably.
  func create() throws(BlobStorageError) {
    for folder in [temporaryPath, blobsPath] + Self.shards.map(shardPath) {
      if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .system("mkdir", folder) }
    }
    try FileDescriptor.open(blobsPath, O_RDONLY | O_DIRECTORY).synchronise()
    try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY).synchronise()
    // The tree may have been made just now: without its own entry everything in it would be lost with the power.
    try FileDescriptor.open(path + "/..", O_RDONLY | O_DIRECTORY).synchronise()
  }

  /// True for a tree that has none yet, and for one that is not there.
  func isWithoutBlobs() throws(BlobStorageError) -> Bool {
    guard access(blobsPath, F_OK) == 0 else { return true }
    for shard in Self.shards where access(shardPath(shard), F_OK) == 0 {
      if try !StoreFolder.names(in: shardPath(shard)).isEmpty { return false }
    }
    return true
  }

  /// Moves a complete file of `tmp/` to its place: fsync, rename, fsync of the shard. Throws `.stopped` when an fsync
  /// failed, and then the file may or may not be there; after any other error it is in neither place.
  func publish(_ file: FileDescriptor, _ name: BlobName) throws(BlobStorageError) {
    var isRenamed = false
    do throws(BlobStorageError) {
      try file.synchronise()
      guard rename(temporaryPath(name), blobPath(name)) == 0 else { throw .system("rename", "a blob") }
      isRenamed = true
      try FileDescriptor.open(shardPath(name.shard), O_RDONLY | O_DIRECTORY).synchronise()
    } catch {
      if error.code != .stopped { unlink(isRenamed ? blobPath(name) : temporaryPath(name)) }
      throw error
    }
  }
}
