import BlobStorage
import Glibc
import StorageModel
import Testing

/// What rots in a blob's file is never served.
@Suite struct DamageTests {
  private let size = 700_000

  @Test func noFlippedByteIsServed() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("k", bytes(size))
    let file = try #require(try test.blobFiles().first)
    for position in [0, 1, 131_071, 131_072, 400_000, size - 1] {
      try flip(file, at: position)
      #expect(code { _ = try test.get("k") } == .damaged)
      let near = try #require(ByteRange(offset: Int64(position), lengthBytes: 1))
      #expect(code { _ = try test.get("k", near) } == .damaged)
      try flip(file, at: position)
      #expect(try test.get("k") == bytes(size))
    }
  }

  @Test func whatComesBeforeTheDamageIsRight() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("k", bytes(size))
    try flip(try #require(try test.blobFiles().first), at: size - 1)
    let whole = bytes(size)
    let range = try #require(ByteRange(offset: 1000, lengthBytes: 300_000))
    #expect(try test.get("k", range) == Array(whole[1000..<301_000]))
    var pieces = try test.store.openObject(try test.bucket, ObjectKey("k")).pieces(nil)
    guard case .file(var file)? = try pieces.next() else { return #expect(Bool(false), "the object is in no file") }
    #expect(try file.next() == Array(whole[..<FilePiece.windowBytes]))
    #expect(code { _ = try file.next() } == .damaged)
  }

  @Test func everyRangeIsTheOneAskedFor() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let whole = bytes(size)
    try test.put("k", whole)
    for (offset, length) in [(0, 1), (131_072, 1), (131_071, 2), (5, 600_000), (0, size), (size - 1, 1)] {
      let range = try #require(ByteRange(offset: Int64(offset), lengthBytes: Int64(length)))
      #expect(try test.get("k", range) == Array(whole[offset..<offset + length]))
    }
  }

  @Test func aFileThatLostItsEndIsNotServed() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("k", bytes(size))
    #expect(truncate(try #require(try test.blobFiles().first), off_t(size - 1)) == 0)
    #expect(code { _ = try test.get("k") } == .damaged)
  }

  private func flip(_ path: String, at position: Int) throws {
    let file = open(path, O_RDWR)
    try #require(file >= 0)
    defer { close(file) }
    var byte: UInt8 = 0
    try #require(pread(file, &byte, 1, off_t(position)) == 1)
    byte ^= 0x10
    try #require(pwrite(file, &byte, 1, off_t(position)) == 1)
  }
}
