import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

/// One holder at a time, and none after its end.
@Suite struct FileLockTests {
  @Test func excludesAndLetsGo() throws {
    let folder = try RootedFolder()
    let path = folder.path + Array("/lock".utf8)
    var first: FileLock? = try FileLock.acquire(path)
    #expect(first != nil)
    #expect(code { _ = try FileLock.acquire(path) } == .locked)
    first = nil
    let second = try FileLock.acquire(path)
    second.release()
    _ = try FileLock.acquire(path)
    #expect(try folder.root.status(PathBytes("lock")).attributes.mode & 0o777 == 0o600)
  }

  @Test func isNotTakenThroughALink() throws {
    let folder = try RootedFolder()
    try folder.write("victim", "")
    try folder.root.makeSymlink(PathBytes("lock"), target: Array("victim".utf8))
    #expect(code { _ = try FileLock.acquire(folder.path + Array("/lock".utf8)) } == .escapesRoot)
  }

  @Test func privateFoldersAreOurs() async throws {
    let folder = try RootedFolder()
    let path = folder.path + Array("/state/cairn".utf8)
    try PrivateFolder.prepare(path)
    #expect(try folder.root.status(PathBytes("state/cairn")).attributes.mode & 0o777 == 0o700)
    try folder.root.setMetadata(PathBytes("state/cairn"), FileMetadata(mode: 0o755))
    try PrivateFolder.prepare(path)
    #expect(try folder.root.status(PathBytes("state/cairn")).attributes.mode & 0o777 == 0o700)
    try PrivateFolder.prepareFile(path + Array("/db".utf8))
    #expect(try folder.root.status(PathBytes("state/cairn/db")).attributes.mode & 0o777 == 0o600)
  }
}
