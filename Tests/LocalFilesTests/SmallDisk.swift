import FolderFixtures
import Glibc
import LocalFiles
import StorageModel

/// A tmpfs of a few pages, mounted for one test.
final class SmallDisk: Sendable {
  let root: FolderRoot
  private let path: String
  private let home: RootedFolder

  init(sizeBytes: Int, in home: RootedFolder) throws {
    self.home = home
    try home.root.makeDirectories(PathBytes("disk"))
    path = home.text + "/disk"
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(sizeBytes)") == 0 else {
      throw LocalError(errno: errno, operation: "mount", path: PathBytes(path))
    }
    root = try FolderRoot(opening: Array(path.utf8))
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// False in containers that forbid mounts: those tests are reported as skipped.
  static let isPossible: Bool = {
    guard let home = try? RootedFolder() else { return false }
    return (try? SmallDisk(sizeBytes: 65536, in: home)) != nil
  }()
}
