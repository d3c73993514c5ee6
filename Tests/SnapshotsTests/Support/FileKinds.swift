import FolderFixtures
import Glibc
import LocalFiles
import StorageModel

/// One entry of each kind that a file system has.
enum FileKinds {
  /// Makes them in `folder`; devices only where the user may.
  static func make(in folder: String) throws {
    symlink("nowhere/at all", folder + "/link")
    mkdir(folder + "/folder", 0o755)
    mkfifo(folder + "/pipe", 0o640)
    try writeFile(folder + "/hard-1", "two names")
    link(folder + "/hard-1", folder + "/hard-2")
    try writeFile(folder + "/special", "bits")
    chmod(folder + "/special", 0o6711)
    try writeFile(folder + "/empty", "")
    try writeFile(folder + "/attributes", "x")
    let attributes = [
      ExtendedAttribute(name: Array("user.note".utf8), value: Array("value\u{0}and more".utf8)),
      ExtendedAttribute(name: Array("user.empty".utf8), value: []),
    ]
    let root = try FolderRoot(opening: Array(folder.utf8))
    try root.setMetadata(PathBytes("attributes"), FileMetadata(extendedAttributes: attributes))
    if geteuid() == 0 {
      mknod(folder + "/block", S_IFBLK | 0o600, makeDevice(7, 200))
      mknod(folder + "/character", S_IFCHR | 0o666, makeDevice(1, 3))
      chown(folder + "/attributes", 12345, 54321)
      lchown(folder + "/link", 12345, 54321)
    }
    let sparse = open(folder + "/sparse", O_CREAT | O_WRONLY, 0o600)
    guard sparse >= 0 else { throw SystemFailure("open") }
    defer { close(sparse) }
    ftruncate(sparse, 20 << 20)
    pwrite(sparse, "middle", 6, 9 << 20)
  }

  /// As makedev(3), a macro.
  static func makeDevice(_ major: dev_t, _ minor: dev_t) -> dev_t { major << 8 | minor }
}
