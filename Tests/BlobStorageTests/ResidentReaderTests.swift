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

  /// A page that is not there is what a page that is not in memory looks like: the read fails at once.
  @Test func pagesThatAreNotInMemoryAreLeftToOthers() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("key", bytes(500))
    test.store.close()
    let again = try TestStore(path: test.path)
    let reader = try ResidentReader(
      path: test.path + "/metadata.sqlite", pages: FileDescriptor.open(test.path, O_RDONLY))
    for _ in 0..<3 { #expect(attempt(reader) { code { _ = try again.get("key") } } == nil) }
    #expect(attempt(reader) { try again.list() } == nil)
    #expect(try again.get("key") == bytes(500))
    again.store.close()
  }

  /// What `body` returns or throws; nil where it would have had to wait.
  private func attempt<Value>(
    _ reader: ResidentReader, _ body: () throws -> Value
  ) -> Result<Value, any Error>? {
    var result: Result<Value, any Error>?
    return reader.attempt { result = Result { try body() } } ? result : nil
  }
}
