import Glibc
import StorageModel
import Testing

@testable import BlobStorage

@Suite struct ResidentReaderTests {
  @Test func whatIsInMemoryIsAnswered() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("small", bytes(500))
    let reader = try test.store.makeResidentReader()
    #expect(try reader.attempt { try test.get("small") }?.get() == bytes(500))
    // What is written later is seen.
    try test.put("small", bytes(600))
    #expect(try reader.attempt { try test.get("small") }?.get() == bytes(600))
    let missing = reader.attempt { code { _ = try test.get("missing") } }
    #expect(try missing?.get() == .noSuchKey)
  }

  @Test func whatWouldWaitHasNoAnswer() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("large", bytes(5000))
    let reader = try test.store.makeResidentReader()
    // A file is opened, a change is committed: both wait, and neither happens.
    #expect(reader.attempt { code { _ = try test.get("large") } } == nil)
    #expect(reader.attempt { code { try test.put("other", bytes(5)) } } == nil)
    #expect(reader.attempt { code { try test.put("other", bytes(5000)) } } == nil)
    #expect(try test.list() == ["large"])
    // Also where the caller made light of it.
    #expect(reader.attempt { (try? test.get("large")) ?? [] } == nil)
    // Nothing of it stays.
    #expect(try test.get("large") == bytes(5000))
    #expect(try reader.attempt { try test.list() }?.get() == ["large"])
    // One within another has no reader of its own.
    #expect(reader.attempt { reader.attempt { 1 } == nil } != nil)
  }

  @Test func pagesThatAreNotInMemoryAreLeftToOthers() throws {
    var options = TestStore.smallParts
    options.inlineLimitBytes = 32 << 10
    let path = try TestStore.makeFolder()
    let first = try TestStore(path: path, options: options)
    _ = try first.store.createBucket(try first.bucket, region: "r")
    for number in 0..<60 { try first.put("key\(number)", bytes(30_000)) }
    first.store.close()
    let test = try TestStore(path: path, options: options)
    defer { test.remove() }
    let reader = try test.store.makeResidentReader()
    guard try evict(path + "/metadata.sqlite") else { return }
    #expect(reader.attempt { code { _ = try test.get("key30") } } == nil)
    #expect(try test.get("key30") == bytes(30_000))
    #expect(try reader.attempt { try test.get("key30") }?.get() == bytes(30_000))
  }

  /// Takes a file out of the page cache. False where the file system keeps files in memory only.
  private func evict(_ path: String) throws -> Bool {
    let file = open(path, O_RDONLY)
    try #require(file >= 0)
    defer { close(file) }
    var facts = statfs()
    try #require(fstatfs(file, &facts) == 0)
    let temporaryFileSystem = 0x0102_1994
    guard facts.f_type != temporaryFileSystem else { return false }
    try #require(fsync(file) == 0)
    try #require(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0)
    return true
  }
}
