import FolderFixtures
import LocalFiles
import StorageModel
import Testing

/// Reading notices what happens to the file meanwhile.
@Suite struct OpenFileTests {
  @Test func readsPieces() throws {
    let folder = try RootedFolder()
    let path = try folder.write("file", "0123456789")
    let file = try folder.root.open(path)
    #expect(try file.read(at: 2, count: 3) == Array("234".utf8))
    #expect(try file.read(at: 8, count: 10) == Array("89".utf8))
    #expect(try file.read(at: 20, count: 10).isEmpty)
    let region = file.region(offset: 4, lengthBytes: 4)
    #expect(try region.read(at: 1, count: 100) == Array("567".utf8))
    #expect(code { try region.write([1, 2, 3], at: 2) } == .other)
  }

  @Test func confirmsOnlyTheSameState() throws {
    let folder = try RootedFolder()
    let path = try folder.write("file", "aaaa")
    let before = try folder.root.status(path)
    let file = try folder.root.open(path)
    try file.confirm(before.fingerprint)
    // Same size, and the old mtime set back: ctime tells.
    let writer = try folder.root.open(path)
    try writer.set(FileMetadata(modified: Timestamp(seconds: 5)))
    try writer.set(FileMetadata(modified: before.modified))
    #expect(code { try file.confirm(before.fingerprint) } == .changedWhileRead)
  }

  @Test func attributesComeInOrder() throws {
    let folder = try RootedFolder()
    let file = try folder.root.open(try folder.write("file", ""))
    let attributes = ["user.b", "user.a", "user.ab"].map {
      ExtendedAttribute(name: Array($0.utf8), value: Array("value of \($0)".utf8))
    }
    try file.set(FileMetadata(extendedAttributes: attributes))
    #expect(
      try file.extendedAttributes().map { String(decoding: $0.name, as: UTF8.self) } == ["user.a", "user.ab", "user.b"])
  }

  @Test func describesErrorsInOneLine() {
    let error = LocalError(errno: 13, operation: "open", path: PathBytes(bytes: Array("a\nb".utf8)))
    #expect(error.code == .permissionDenied)
    #expect(error.description == "a\\x0ab: cannot open: Permission denied")
  }
}
