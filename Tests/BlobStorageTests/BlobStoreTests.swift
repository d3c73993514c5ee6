import BlobStorage
import Digests
import Glibc
import StorageModel
import Testing

@Suite struct BlobStoreTests {
  @Test(arguments: [0, 1, 999, 1000, 1001, 300_000])
  func whatWasPutComesBack(size: Int) throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let content = bytes(size)
    let written = try test.put("key", content)
    #expect(written.etag.value == hexadecimal(md5(content)))
    #expect(try test.get("key") == content)
    #expect(try test.fileCount() == (size > 1000 ? 1 : 0))
    if size > 10 {
      let range = try #require(ByteRange(first: 3, last: Int64(size) - 2))
      #expect(try test.get("key", range) == Array(content[3...(size - 2)]))
    }
  }

  @Test func attributesAndChecksumsComeBack() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let content = bytes(50)
    let writer = test.store.makeBody(BodyDemands(lengthBytes: 50, checksum: .crc32c))
    try content.withUnsafeBytes { try writer.write($0) }
    let body = try writer.finish(BodyExpectations())
    let fields = [(name: "content-type", value: "text/plain"), (name: "x-amz-meta-empty", value: "")]
    _ = try test.store.putObject(
      ObjectWrite(
        bucket: try test.bucket, key: ObjectKey("k"), attributes: ObjectAttributes(fields),
        storageClass: "STANDARD_IA"),
      body: body)
    let found = try test.store.headObject(try test.bucket, ObjectKey("k"))
    #expect(found.attributes.fields.map(\.name) == ["content-type", "x-amz-meta-empty"])
    #expect(found.attributes["x-amz-meta-empty"] == "")
    #expect(found.checksum == checksum(.crc32c, of: content))
    #expect(found.storageClass == "STANDARD_IA")
  }

  @Test func aBodyThatDiffersIsRefusedAndLeavesNothing() throws {
    let test = try TestStore()
    defer { test.remove() }
    let content = bytes(5000)
    let wrong: [(BodyExpectations, BlobStorageError.Code)] = [
      (BodyExpectations(md5: md5([1])), .md5Mismatch), (BodyExpectations(sha256: sha256([1])), .sha256Mismatch),
      (BodyExpectations(checksum: checksum(.crc32, of: [1])), .checksumMismatch),
      (BodyExpectations(checksum: checksum(.sha1, of: content)), .checksumMismatch),
      (BodyExpectations(lengthBytes: 4999), .incompleteBody),
    ]
    for (expected, wanted) in wrong {
      let writer = test.store.makeBody(BodyDemands(lengthBytes: nil, needsSHA256: true, checksum: .crc32))
      try content.withUnsafeBytes { try writer.write($0) }
      #expect(code { _ = try writer.finish(expected) } == wanted)
      writer.abandon()
    }
    let longer = test.store.makeBody(BodyDemands(lengthBytes: 4000))
    #expect(code { try content.withUnsafeBytes { try longer.write($0) } } == .incompleteBody)
    let larger = test.store.makeBody(BodyDemands(lengthBytes: nil, maximumBytes: 4000))
    #expect(code { try content.withUnsafeBytes { try larger.write($0) } } == .objectTooLarge)
    #expect(try test.fileCount() == 0)
    #expect(try test.names(test.path + "/tmp") == [])
  }

  @Test func overwritingAndDeletingFreeTheFile() throws {
    let test = try TestStore()
    defer { TestStore.remove(test.path) }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("a", bytes(2000))
    try test.put("a", bytes(2000, seed: 2))
    try test.put("b", bytes(2000, seed: 3))
    try test.delete("b")
    test.store.close()
    // What the reclaimer had not come to is the next start's to free.
    let next = try TestStore(path: test.path)
    #expect(try next.fileCount() == 1)
    #expect(try next.get("a") == bytes(2000, seed: 2))
    next.store.close()
  }

  @Test func aReaderKeepsWhatItReads() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("a", bytes(50_000))
    let open = try test.store.openObject(try test.bucket, ObjectKey("a"))
    try test.put("a", bytes(10))
    try test.delete("a")
    #expect(try TestStore.read(open) == bytes(50_000))
  }

  @Test func bucketsAreMadeListedAndRemoved() throws {
    let test = try TestStore()
    defer { test.remove() }
    let name = try test.bucket
    #expect(code { _ = try test.store.bucket(name) } == .noSuchBucket)
    #expect(try test.store.createBucket(name, region: "r"))
    #expect(try !test.store.createBucket(name, region: "r"))
    try test.put("a", [1])
    #expect(code { try test.store.deleteBucket(name) } == .bucketNotEmpty)
    try test.delete("a")
    let other = try #require(BucketName("another"))
    _ = try test.store.createBucket(other, region: "r")
    #expect(try test.store.buckets().map(\.name.text) == ["another", "test-bucket"])
    try test.store.deleteBucket(name)
    #expect(code { try test.put("a", bytes(2000)) } == .noSuchBucket)
    #expect(try test.fileCount() == 0)
  }

  @Test func aSecondProcessIsKeptOut() throws {
    let test = try TestStore()
    defer { test.remove() }
    #expect(code { _ = try TestStore(path: test.path) } == .locked)
  }

  @Test func aFolderWithOtherThingsIsLeftAlone() throws {
    let path = try TestStore.makeFolder()
    defer { TestStore.remove(path) }
    close(creat(path + "/holiday.jpg", 0o600))
    #expect(code { _ = try TestStore(path: path) } == .notAStore)
    unlink(path + "/holiday.jpg")
    unlink(path + "/lock")
    let file = creat(path + "/format", 0o600)
    _ = write(file, "cairn-store 9\n", 14)
    close(file)
    #expect(code { _ = try TestStore(path: path) } == .newerFormat)
  }

  @Test func nothingIsAcknowledgedAfterTheEnd() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    test.store.close()
    #expect(code { try test.put("a", [1]) } == .stopped)
  }
}
