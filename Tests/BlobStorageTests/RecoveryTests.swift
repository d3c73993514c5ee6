import BlobStorage
import Glibc
import StorageModel
import Testing

/// A crash is played by copying the folder while the store is open: what a copy has is what a killed process leaves.
@Suite struct RecoveryTests {
  @Test func bodiesOnTheirWayInAreSwept() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("kept", bytes(3000))
    let unfinished = test.store.makeBody(BodyDemands(lengthBytes: 9000))
    try bytes(4000).withUnsafeBytes { try unfinished.write($0) }
    let uncommitted = try test.body(bytes(5000))
    let crashed = try copy(test.path)
    defer { TestStore.remove(crashed) }
    #expect(uncommitted.sizeBytes == 5000)

    let next = try TestStore(path: crashed)
    #expect(next.store.recovery.wasUnclean)
    #expect(next.store.recovery.sweptTemporaryFiles == 1)
    #expect(next.store.recovery.sweptBlobs == 1)
    #expect(next.store.recovery.missingBlobs == [])
    #expect(try next.get("kept") == bytes(3000))
    #expect(try next.fileCount() == 1)
    next.store.close()
    let third = try TestStore(path: crashed)
    #expect(!third.store.recovery.wasUnclean)
    third.store.close()
    unfinished.abandon()
    test.store.discard(uncommitted)
  }

  @Test func everyStepOfAnOverwriteIsOldOrNew() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let (old, new) = (bytes(3000, seed: 1), bytes(3000, seed: 2))
    try test.put("k", old)
    let writer = test.store.makeBody(BodyDemands(lengthBytes: 3000))
    let opened = try copy(test.path)
    try new.withUnsafeBytes { try writer.write($0) }
    let written = try copy(test.path)
    let body = try writer.finish(BodyExpectations())
    let published = try copy(test.path)
    _ = try test.store.putObject(ObjectWrite(bucket: try test.bucket, key: ObjectKey("k")), body: body)
    let committed = try copy(test.path)
    for (path, wanted) in [(opened, old), (written, old), (published, old), (committed, new)] {
      let next = try TestStore(path: path)
      #expect(try next.get("k") == wanted)
      #expect(try next.fileCount() == 1)
      #expect(next.store.recovery.missingBlobs == [])
      next.store.close()
      TestStore.remove(path)
    }
  }

  @Test func aMissingBlobIsReportedAndNotForgotten() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("k", bytes(3000))
    let crashed = try copy(test.path)
    defer { TestStore.remove(crashed) }
    #expect(system("rm \(crashed)/blobs/*/*") == 0)
    for _ in 0..<2 {
      let next = try TestStore(path: crashed)
      #expect(code { _ = try next.get("k") } == .damaged)
      #expect(try next.store.headObject(try next.bucket, ObjectKey("k")).sizeBytes == 3000)
      if next.store.recovery.wasUnclean { #expect(next.store.recovery.missingBlobs.count == 1) }
      next.store.close()
    }
  }

  @Test func smallBodiesThatRotAreNotServed() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("k", Array("rotten apples, rotten pears".utf8))
    test.store.close()
    let path = test.path + "/metadata.sqlite"
    #expect(system("sed -i 's/rotten apples/rotten applez/' \(path)") == 0)
    let next = try TestStore(path: test.path)
    #expect(code { _ = try next.get("k") } == .damaged)
    next.store.close()
  }

  @Test func sequencesGoOnAfterARestart() throws {
    let test = try TestStore()
    defer { TestStore.remove(test.path) }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("a", [1])
    try test.put("b", [1])
    let last = try test.store.headObject(try test.bucket, ObjectKey("b")).sequence
    try test.delete("b")
    test.store.close()
    let next = try TestStore(path: test.path)
    try next.put("c", [1])
    #expect(try next.store.headObject(try next.bucket, ObjectKey("c")).sequence > last)
    next.store.close()
  }

  private func copy(_ path: String) throws -> String {
    let target = try TestStore.makeFolder()
    try #require(system("cp -a \(path)/. \(target)/") == 0)
    return target
  }
}
