import BlobStorage
import Glibc
import StorageModel
import Testing

/// Encrypted bodies: nothing readable on the disk, everything as it was for who has the key.
@Suite struct EncryptionTests {
  private static let sizes = [0, 1, 999, 1001, 65_535, 65_536, 65_537, 131_072, 700_000]

  @Test(arguments: sizes) func contentComesBack(size: Int) throws {
    let test = try encryptedStore()
    defer { test.remove() }
    let customer = try #require(CustomerKey([UInt8](repeating: 7, count: 32)))
    for (key, body) in [("own", BodyKey.store), ("customer", .customer(customer))] {
      let whole = bytes(size)
      let written = try put(test, key, whole, body)
      #expect(written.sizeBytes == Int64(size))
      let object = try test.store.openObject(try test.bucket, ObjectKey(key))
      #expect(try TestStore.read(object, nil, key: customer) == whole)
      for (low, length) in [(0, 1), (size / 2, 1), (size - 1, 1), (65_535, 2), (100, 70_000)]
      where low >= 0 && low + length <= size {
        let range = try #require(ByteRange(offset: Int64(low), lengthBytes: Int64(length)))
        #expect(try TestStore.read(object, range, key: customer) == Array(whole[low..<low + length]))
      }
    }
  }

  @Test func theDiskHasNoneOfTheContent() throws {
    let test = try encryptedStore()
    defer { test.remove() }
    let customer = try #require(CustomerKey([UInt8](repeating: 7, count: 32)))
    let words = "the canary sings in the mine "
    _ = try put(test, "small", Array(words.utf8), .store)
    _ = try put(test, "large", Array(String(repeating: words, count: 9000).utf8), .store)
    _ = try put(test, "theirs", Array(String(repeating: words, count: 9000).utf8), .customer(customer))
    #expect(system("grep -rq 'canary sings' '\(test.path)'") != 0)
    #expect(system("grep -rqa '\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}' '\(test.path)'") != 0)
  }

  @Test func onlyTheRightKeyOpens() throws {
    let test = try encryptedStore()
    defer { test.remove() }
    let customer = try #require(CustomerKey([UInt8](repeating: 7, count: 32)))
    let other = try #require(CustomerKey([UInt8](repeating: 8, count: 32)))
    for size in [10, 100_000] {
      _ = try put(test, "k", bytes(size), .customer(customer))
      let object = try test.store.openObject(try test.bucket, ObjectKey("k"))
      #expect(code { _ = try TestStore.read(object, nil, key: other) } == .wrongKey)
      #expect(code { _ = try TestStore.read(object, nil) } == .keyRequired)
    }
    #expect(customer.matches(customer.verifier()))
    #expect(!other.matches(customer.verifier()))
    #expect(!customer.matches("00"))
  }

  @Test func aStoreWithoutItsKeySaysSo() throws {
    let test = try encryptedStore()
    _ = try put(test, "k", bytes(5000), .store)
    test.store.close()
    let next = try TestStore(path: test.path)
    #expect(code { _ = try next.get("k") } == .keyMissing)
    #expect(code { _ = try put(next, "n", bytes(10), .store) } == .keyMissing)
    next.remove()
  }

  @Test func framesCannotBeMovedOrCut() throws {
    let test = try encryptedStore()
    defer { test.remove() }
    _ = try put(test, "k", bytes(200_000), .store)
    let file = try #require(try test.blobFiles().first)
    let frame = 65_552
    #expect(system("cp '\(file)' '\(file).old'") == 0)
    // Swap the first two frames.
    for (from, to) in [(0, 1), (1, 0)] {
      #expect(
        system("dd if='\(file).old' of='\(file)' bs=\(frame) skip=\(from) seek=\(to) count=1 conv=notrunc status=none")
          == 0)
    }
    #expect(code { _ = try test.get("k") } == .damaged)
    #expect(system("cp '\(file).old' '\(file)'; truncate -s \(3 * frame) '\(file)'; rm '\(file).old'") == 0)
    #expect(code { _ = try test.get("k") } == .damaged)
  }

  @Test func olderKeysStillOpen() throws {
    let test = try encryptedStore()
    _ = try put(test, "k", bytes(5000), .store)
    test.store.close()
    var options = TestStore.smallParts
    options.keyring = try #require(Keyring(text: Keyring.newFileText() + Self.keyLine))
    let next = try TestStore(path: test.path, options: options)
    #expect(try next.get("k") == bytes(5000))
    next.remove()
  }

  private static let keyLine = String(repeating: "5a", count: 32) + "\n"

  private func encryptedStore() throws -> TestStore {
    var options = TestStore.smallParts
    options.keyring = try #require(Keyring(text: "# comment\n\n" + Self.keyLine))
    let test = try TestStore(options: options)
    _ = try test.store.createBucket(try test.bucket, region: "r")
    return test
  }

  private func put(_ test: TestStore, _ key: String, _ bytes: [UInt8], _ body: BodyKey) throws -> WrittenObject {
    let writer = test.store.makeBody(BodyDemands(lengthBytes: Int64(bytes.count), key: body))
    try bytes.withUnsafeBytes { bytes in
      // In pieces that fit no frame.
      for start in stride(from: 0, to: bytes.count, by: 10_007) {
        try writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 10_007, bytes.count)]))
      }
    }
    let stored = try writer.finish(BodyExpectations())
    return try test.store.putObject(ObjectWrite(bucket: try test.bucket, key: ObjectKey(key)), body: stored)
  }
}
