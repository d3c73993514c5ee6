internal import Glibc

/// What of the disk is kept for deletions: a store that is full to the last byte could not make room any more, for
/// deleting writes, too.
enum DiskReserve {
  /// One part in 32, but no more than this: four times what the log of the metadata grows to.
  private static let mostBytes: UInt64 = 64 << 20

  /// Throws `.storageFull` when less than the reserve is left below `path`.
  static func require(_ path: String) throws(BlobStorageError) {
    var disk = statvfs()
    guard statvfs(path, &disk) == 0 else { throw .system("statvfs", path) }
    let unit = UInt64(disk.f_frsize)
    let left = unit.multipliedReportingOverflow(by: UInt64(disk.f_bavail)).partialValue
    let size = unit.multipliedReportingOverflow(by: UInt64(disk.f_blocks)).partialValue
    let reserve = min(mostBytes, size / 32)
    guard left >= reserve else {
      throw BlobStorageError(
        .storageFull, "the disk of \(path) has \(left) bytes left; the last \(reserve) are kept for deletions",
        errno: ENOSPC)
    }
  }
}
