import FolderFixtures
import Glibc
import LocalFiles
import StorageModel
import Testing

/// A file appears complete under its name, or not at all.
@Suite struct AtomicFileTests {
  @Test func appearsWithContentAndMetadata() throws {
    let folder = try RootedFolder()
    let path = try folder.write("file", "old")
    let attribute = ExtendedAttribute(name: Array("user.color".utf8), value: Array("blue".utf8))
    let time = Timestamp(seconds: 1_234_567_890, nanoseconds: 123_456_789)
    let file = try AtomicFile(in: folder.root, path: path, sizeBytes: 5)
    try file.write(Array("hel".utf8), at: 0)
    try file.write(Array("lo".utf8), at: 3)
    #expect(try folder.read(path) == Array("old".utf8))
    let status = try file.commit(
      FileMetadata(modified: time, mode: 0o4751, extendedAttributes: [attribute]), durability: .now)
    #expect(try folder.read(path) == Array("hello".utf8))
    #expect(status == (try folder.root.status(path)))
    #expect(status.modified == time)
    #expect(status.attributes.mode & 0o7777 == 0o751, "setuid is dropped")
    #expect(try folder.root.open(path).extendedAttributes() == [attribute])
    #expect(try folder.entries() == [path])
  }

  @Test func keepsSpecialBitsWhenAsked() throws {
    let folder = try RootedFolder()
    let file = try AtomicFile(in: folder.root, path: PathBytes("file"))
    let status = try file.commit(FileMetadata(mode: 0o4755, keepsSpecialBits: true))
    #expect(status.attributes.mode & 0o7777 == 0o4755)
  }

  @Test func leavesNothingWhenItIsGivenUp() throws {
    let folder = try RootedFolder()
    do {
      let file = try AtomicFile(in: folder.root, path: PathBytes("file"))
      try file.write([1], at: 0)
      #expect(try folder.entries().count == 1)
      #expect(try folder.entries(showsTemporaries: false).isEmpty)
      file.abandon()
      #expect(try folder.entries().isEmpty)
    }
    do {
      let file = try AtomicFile(in: folder.root, path: PathBytes("file"))
      try file.write([1], at: 0)
    }
    #expect(try folder.entries().isEmpty)
  }

  @Test func replacesOnlyWhatItMay() throws {
    let folder = try RootedFolder()
    let path = try folder.write("file", "old")
    let seen = try folder.root.status(path).fingerprint
    #expect(code { _ = try AtomicFile(in: folder.root, path: path).commit(replacing: .nothing) } == .exists)
    try folder.write("file", "newer")
    #expect(
      code { _ = try AtomicFile(in: folder.root, path: path).commit(replacing: .only(seen)) } == .changedWhileRead)
    #expect(try folder.read(path) == Array("newer".utf8))
    let now = try folder.root.status(path).fingerprint
    _ = try AtomicFile(in: folder.root, path: path).commit(replacing: .only(now))
    #expect(try folder.read(path).isEmpty)
    #expect(try folder.entries() == [path])
  }

  @Test func reportsFilesInTheWayOfDirectoriesAndTheReverse() throws {
    let folder = try RootedFolder()
    try folder.write("directory/file", "x")
    #expect(
      code { _ = try AtomicFile(in: folder.root, path: PathBytes("directory")).commit() } == .isADirectory)
    #expect(
      code { _ = try AtomicFile(in: folder.root, path: PathBytes("directory/file/below")) } == .notADirectory)
    #expect(code { _ = try AtomicFile(in: folder.root, path: PathBytes("directory/")) } == .unsafeName)
    #expect(try folder.entries() == [PathBytes("directory/"), PathBytes("directory/file")])
  }

  @Test func isRefusedWhereTheUserMayNotWrite() async throws {
    let folder = try RootedFolder()
    try folder.write("file", "x")
    try await asNobody {
      #expect(code { _ = try AtomicFile(in: folder.root, path: PathBytes("new")) } == .permissionDenied)
      #expect(code { try folder.root.remove(PathBytes("file")) } == .permissionDenied)
      #expect(code { try folder.root.makeDirectories(PathBytes("d")) } == .permissionDenied)
    }
    #expect(try folder.entries() == [PathBytes("file")])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounts are forbidden here")) func reportsAFullDisk() throws {
    let home = try RootedFolder()
    let disk = try SmallDisk(sizeBytes: 256 << 10, in: home)
    let path = PathBytes("large")
    #expect(code { _ = try AtomicFile(in: disk.root, path: path, sizeBytes: 1 << 20) } == .noSpace)
    do {
      let file = try AtomicFile(in: disk.root, path: path)
      #expect(code { try file.write([UInt8](repeating: 7, count: 1 << 20), at: 0) } == .noSpace)
    }
    // The temporary files are gone, so there is room again.
    let file = try AtomicFile(in: disk.root, path: path, sizeBytes: 128 << 10)
    try file.write([UInt8](repeating: 7, count: 128 << 10), at: 0)
    #expect(try file.commit().sizeBytes == 128 << 10)
  }

  @Test func sweepRemovesOnlyWhatNobodyWrites() throws {
    let folder = try RootedFolder()
    let far = Timestamp(nanoseconds: .max)
    let path = PathBytes("directory/file")
    try folder.root.makeDirectories(path.parent)
    let open = try AtomicFile(in: folder.root, path: path)
    // What a killed run leaves: the name, and no lock.
    try folder.write("directory/.cairn-tmp-1-1", "left")
    try folder.write("directory/keep", "keep")
    #expect(
      try LeftoverSweep.run(in: folder.root, directory: path.parent, olderThan: Timestamp(nanoseconds: 0)) == 0)
    #expect(try LeftoverSweep.run(in: folder.root, directory: path.parent, olderThan: far) == 1)
    _ = try open.commit()
    #expect(try folder.entries() == [PathBytes("directory/"), path, PathBytes("directory/keep")])
  }

  @Test func sparseFilesKeepTheirHoles() throws {
    let folder = try RootedFolder()
    let file = try AtomicFile(in: folder.root, path: PathBytes("sparse"), sizeBytes: 1 << 20, sparse: true)
    try file.write([UInt8](repeating: 1, count: 4096), at: 512 << 10)
    let status = try file.commit()
    #expect(status.sizeBytes == 1 << 20)
    #expect(status.hasHoles)
    let regions = try folder.root.open(PathBytes("sparse")).dataRegions()
    #expect(regions.map(\.offset) == [512 << 10])
    #expect(regions.map(\.lengthBytes) == [4096])
  }
}
