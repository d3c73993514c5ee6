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
    #expect(try attempt(reader) { try test.get("small") }?.get() == bytes(500))
    // What is written later is seen.
    try test.put("small", bytes(600))
    #expect(try attempt(reader) { try test.get("small") }?.get() == bytes(600))
    let missing = attempt(reader) { code { _ = try test.get("missing") } }
    #expect(try missing?.get() == .noSuchKey)
  }

  @Test func whatWouldWaitHasNoAnswer() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("large", bytes(5000))
    let reader = try test.store.makeResidentReader()
    // A file is opened, a change is committed: both wait, and neither happens.
    #expect(attempt(reader) { try test.get("large") } == nil)
    #expect(attempt(reader) { code { try test.put("other", bytes(5)) } } == nil)
    #expect(attempt(reader) { code { try test.put("other", bytes(5000)) } } == nil)
    #expect(try test.list() == ["large"])
    // Also where the caller made light of it.
    #expect(attempt(reader) { (try? test.get("large")) ?? [] } == nil)
    // Nothing of it stays.
    #expect(try test.get("large") == bytes(5000))
    #expect(try attempt(reader) { try test.list() }?.get() == ["large"])
    // One within another has no reader of its own.
    var inner = true
    let outer = reader.attempt { inner = reader.attempt {} }
    #expect(outer && !inner)
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
    #expect(attempt(reader) { code { _ = try test.get("key30") } } == nil)
    #expect(try test.get("key30") == bytes(30_000))
    #expect(try attempt(reader) { try test.get("key30") }?.get() == bytes(30_000))
  }

  /// What `body` returns or throws; nil where it would have had to wait.
  private func attempt<Value>(
    _ reader: ResidentReader, _ body: () throws -> Value
  ) -> Result<Value, any Error>? {
    var result: Result<Value, any Error>?
    return reader.attempt { result = Result { try body() } } ? result : nil
  }

  /// Takes a file out of the page cache. False where it stays: a file system in memory has no other place for it.
  private func evict(_ path: String) throws -> Bool {
    let file = open(path, O_RDONLY)
    try #require(file >= 0)
    defer { close(file) }
    var facts = stat()
    try #require(fstat(file, &facts) == 0 && fsync(file) == 0)
    try #require(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0)
    let size = Int(facts.st_size)
    let pages = try #require(mmap(nil, size, PROT_READ, MAP_SHARED, file, 0))
    defer { munmap(pages, size) }
    var isResident = [UInt8](repeating: 0, count: size / 4096 + 1)
    try #require(mincore(pages, size, &isResident) == 0)
    return !isResident.contains { $0 & 1 == 1 }
  }
}
