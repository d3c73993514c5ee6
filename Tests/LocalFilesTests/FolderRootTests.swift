import CLinux
import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

/// Everything below a root is reached without following a link, by openat2 and by its replacement alike.
@Suite(.serialized) struct FolderRootTests {
  @Test(arguments: [false, true]) func opensFilesAndNothingElse(withoutOpenat2: Bool) throws {
    cairn_disable_openat2(withoutOpenat2 ? 1 : 0)
    defer { cairn_disable_openat2(0) }
    let folder = try RootedFolder()
    try folder.write("a/b.txt", "hello")
    #expect(mkfifo(folder.text + "/a/pipe", 0o600) == 0)
    #expect(try folder.read(PathBytes("a/b.txt")) == Array("hello".utf8))
    #expect(code { _ = try folder.root.open(PathBytes("a")) } == .isADirectory)
    #expect(code { _ = try folder.root.open(PathBytes("a/pipe")) } == .notARegularFile)
    #expect(code { _ = try folder.root.open(PathBytes("a/none")) } == .notFound)
    #expect(code { _ = try folder.root.open(PathBytes("a/b.txt/c")) } == .notADirectory)
  }

  @Test(arguments: [false, true]) func followsNoLink(withoutOpenat2: Bool) throws {
    cairn_disable_openat2(withoutOpenat2 ? 1 : 0)
    defer { cairn_disable_openat2(0) }
    let folder = try RootedFolder()
    try folder.write("inside/file", "x")
    try folder.root.makeSymlink(PathBytes("out"), target: Array("/etc".utf8))
    try folder.root.makeSymlink(PathBytes("in"), target: Array("inside".utf8))
    try folder.root.makeSymlink(PathBytes("file"), target: Array("inside/file".utf8))
    for path in ["out/passwd", "in/file", "file"] {
      let found = code { _ = try folder.root.open(PathBytes(path)) }
      #expect(found == .escapesRoot || found == .notADirectory, "\(path)")
    }
    for path in ["out/new", "in/new"] {
      #expect(code { _ = try AtomicFile(in: folder.root, path: PathBytes(path)) } != nil, "\(path)")
      #expect(code { try folder.root.makeDirectories(PathBytes(path)) } != nil, "\(path)")
      #expect(code { try folder.root.makeSymlink(PathBytes(path), target: [120]) } != nil, "\(path)")
    }
    #expect(code { try folder.root.makeDirectories(PathBytes("out")) } == .escapesRoot)
    #expect(try folder.root.status(PathBytes("out")).kind == .symlink)
    #expect(try folder.root.readLink(PathBytes("out")) == Array("/etc".utf8))
  }

  @Test(
    arguments: ["", "..", "a/..", "../x", "a/../b", "/etc/passwd", "a//b", ".", "./a", "a/.", "a\0b"], [false, true])
  func refusesUnsafePaths(path: String, withoutOpenat2: Bool) throws {
    cairn_disable_openat2(withoutOpenat2 ? 1 : 0)
    defer { cairn_disable_openat2(0) }
    let folder = try RootedFolder()
    try folder.write("a/x", "x")
    try folder.write("b", "x")
    #expect(code { _ = try folder.root.open(PathBytes(path)) } == .unsafeName)
    #expect(code { _ = try AtomicFile(in: folder.root, path: PathBytes(path)) } == .unsafeName)
    if !path.isEmpty {
      #expect(code { try folder.root.remove(PathBytes(path)) } == .unsafeName)
      #expect(code { _ = try folder.root.status(PathBytes(path)) } == .unsafeName)
      #expect(code { try folder.root.makeDirectories(PathBytes(path)) } == .unsafeName)
    }
  }

  @Test(arguments: [false, true]) func reachesPathsOverPathMax(withoutOpenat2: Bool) throws {
    cairn_disable_openat2(withoutOpenat2 ? 1 : 0)
    defer { cairn_disable_openat2(0) }
    let folder = try RootedFolder()
    let segment = [UInt8](repeating: UInt8(ascii: "d"), count: 100)
    var directory = PathBytes("")
    for _ in 0..<120 {
      directory = directory.child(segment, asDirectory: true)
      try folder.root.makeDirectories(directory)
    }
    let path = directory.child(Array("leaf".utf8))
    #expect(path.bytes.count > 12_000)
    try folder.write(path, [1, 2, 3])
    #expect(try folder.read(path) == [1, 2, 3])
    #expect(try folder.entries().last == path)
  }

  /// Another thread swaps a directory for a link out of the root while files are opened and written below it.
  @Test func staysInsideWhileDirectoriesAreSwapped() async throws {
    let folder = try RootedFolder()
    let outside = try RootedFolder()
    try outside.write("secret", "outside")
    try folder.write("real/secret", "inside")
    try folder.root.makeSymlink(PathBytes("link"), target: outside.path)
    try folder.root.rename(PathBytes("real"), to: PathBytes("target"))
    let base = folder.text
    let flipper = Repeater {
      _ = rename(base + "/target", base + "/real")
      _ = rename(base + "/link", base + "/target")
      _ = rename(base + "/target", base + "/link")
      _ = rename(base + "/real", base + "/target")
    }
    var opened = 0
    for _ in 0..<3000 {
      if let content = try? folder.read(PathBytes("target/secret")) {
        opened += 1
        #expect(content == Array("inside".utf8))
      }
      if let file = try? AtomicFile(in: folder.root, path: PathBytes("target/new")) { _ = try? file.commit() }
    }
    await flipper.stop()
    #expect(opened > 0)
    #expect(try outside.entries() == [PathBytes("secret")])
  }

  @Test func makesRemovesAndRenames() throws {
    let folder = try RootedFolder()
    try folder.root.makeDirectories(PathBytes("a/b/c/"))
    try folder.root.makeDirectories(PathBytes("a/b/c"))
    try folder.write("file", "x")
    #expect(code { try folder.root.makeDirectories(PathBytes("file")) } == .notADirectory)
    #expect(code { try folder.root.makeDirectories(PathBytes("file/below")) } == .notADirectory)
    #expect(code { try folder.root.remove(PathBytes("a/b/")) } == .directoryNotEmpty)
    try folder.root.remove(PathBytes("a/b/c/"))
    #expect(try folder.root.statusIfPresent(PathBytes("a/b/c")) == nil)
    #expect(try folder.root.statusIfPresent(PathBytes("file/below")) == nil)
    try folder.write("other", "y")
    #expect(
      code { try folder.root.rename(PathBytes("file"), to: PathBytes("other"), replacing: false) } == .exists)
    try folder.root.rename(PathBytes("file"), to: PathBytes("a/moved"))
    try folder.root.makeHardLink(PathBytes("twin"), to: PathBytes("a/moved"))
    #expect(try folder.root.status(PathBytes("twin")).attributes.linkCount == 2)
    #expect(code { try folder.root.makeHardLink(PathBytes("twin"), to: PathBytes("a/moved")) } == .exists)
    try folder.root.makeSpecialFile(PathBytes("pipe"), mode: 0o010644, deviceNumber: 0)
    #expect(try folder.root.status(PathBytes("pipe")).kind == .fifo)
    #expect(try folder.root.availableBytes() > 0)
    try folder.root.synchronize()
  }

  @Test func linksReplaceFilesAtOnce() throws {
    let folder = try RootedFolder()
    try folder.write("name", "content")
    let time = Timestamp(seconds: 1_600_000_000, nanoseconds: 5_000)
    try folder.root.makeSymlink(
      PathBytes("name"), target: Array("elsewhere".utf8), metadata: FileMetadata(modified: time))
    #expect(try folder.root.readLink(PathBytes("name")) == Array("elsewhere".utf8))
    #expect(try folder.root.status(PathBytes("name")).modified == time)
    #expect(code { try folder.root.makeSymlink(PathBytes("name"), target: [65], replacing: false) } == .exists)
    try folder.root.makeDirectories(PathBytes("dir"))
    #expect(code { try folder.root.makeSymlink(PathBytes("dir"), target: [65]) } == .isADirectory)
    #expect(try folder.entries() == [PathBytes("dir/"), PathBytes("name")])
  }

  @Test func noticesThatItIsAnotherFolder() throws {
    let folder = try RootedFolder()
    try folder.root.makeDirectories(PathBytes("mounted"))
    let path = folder.path + Array("/mounted".utf8)
    let root = try FolderRoot(opening: path)
    #expect(root.isStillInPlace())
    try folder.root.rename(PathBytes("mounted"), to: PathBytes("away"))
    #expect(!root.isStillInPlace())
    try folder.root.makeDirectories(PathBytes("mounted"))
    #expect(!root.isStillInPlace())
  }

  @Test func createsRootsWhenAsked() throws {
    let folder = try RootedFolder()
    let path = folder.path + Array("/x/yy/z".utf8)
    #expect(code { _ = try FolderRoot(opening: path) } == .notFound)
    let root = try FolderRoot(opening: path, creating: true)
    #expect(root.isStillInPlace())
    #expect(try folder.entries() == [PathBytes("x/"), PathBytes("x/yy/"), PathBytes("x/yy/z/")])
  }
}

/// The code of the error that `body` throws; nil when it throws none.
func code(_ body: () throws -> Void) -> LocalError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? LocalError)?.code
  }
}
