import BlobStorage
import StorageModel
import Testing

@Suite struct VersioningTests {
  @Test func versionsPileUpAndComeBack() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try begin(test)
    let null = try test.put("k", [0])
    #expect(null.version == nil)
    try test.store.setVersioning(bucket, .enabled)
    let one = try #require(try test.put("k", bytes(2000, seed: 1)).version)
    let two = try #require(try test.put("k", bytes(2000, seed: 2)).version)
    #expect(one != two && VersionID(one.description) == one && one.description.utf8.count == 32)
    #expect(try test.get("k", version: one) == bytes(2000, seed: 1))
    #expect(try test.get("k", version: .null) == [0])
    #expect(try test.get("k") == bytes(2000, seed: 2))
    let marker = try test.delete("k")
    #expect(marker.isDeleteMarker && code { _ = try test.get("k") } == .latestIsDeleteMarker)
    #expect(code { _ = try test.get("k", version: marker.version) } == .versionIsDeleteMarker)
    #expect(try test.list().isEmpty)
    #expect(code { try test.store.deleteBucket(bucket) } == .bucketNotEmpty)
    let gone = try test.delete("k", version: marker.version)
    #expect(gone.isDeleteMarker && gone.version == marker.version)
    #expect(try test.get("k") == bytes(2000, seed: 2))
    for version in [two, one, .null] { #expect(try !test.delete("k", version: version).isDeleteMarker) }
    #expect(code { _ = try test.get("k", version: two) } == .noSuchVersion)
    // Deleting what is gone is fine, and makes no marker.
    #expect(try test.delete("k", version: two).version == two)
    try test.store.deleteBucket(bucket)
  }

  @Test func suspendedReplacesTheNullVersionWhereverItLies() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try begin(test)
    try test.put("k", bytes(2000, seed: 0))
    try test.store.setVersioning(bucket, .enabled)
    let kept = try #require(try test.put("k", bytes(2000, seed: 1)).version)
    try test.store.setVersioning(bucket, .suspended)
    #expect(try test.put("k", bytes(2000, seed: 2)).version == nil)
    #expect(try test.versions("k").map(\.isNull) == [true, false])
    #expect(try test.get("k", version: kept) == bytes(2000, seed: 1))
    let marker = try test.delete("k")
    #expect(marker.isDeleteMarker && marker.version == .null)
    #expect(try test.versions("k").map(\.isNull) == [true, false])
    #expect(code { _ = try test.get("k", version: .null) } == .versionIsDeleteMarker)
    try test.store.setVersioning(bucket, .enabled)
    try test.put("k", bytes(2000, seed: 3))
    #expect(try test.versions("k").map(\.isNull) == [false, true, false])
    try test.store.setVersioning(bucket, .suspended)
    try test.put("k", bytes(2000, seed: 4))
    #expect(try test.versions("k").map(\.isNull) == [true, false, false])
  }

  @Test func versionsOfAKeyAreListedPageByPage() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try begin(test)
    try test.put("b", [0])
    try test.store.setVersioning(bucket, .enabled)
    var expected: [VersionID] = [.null]
    for index in UInt8(1)..<40 { expected.insert(try #require(try test.put("b", [index]).version), at: 0) }
    for key in ["a", "c/1", "c/2", "d"] { try test.put(key, [1]) }
    var found: [VersionID] = []
    var isLatest: [Bool] = []
    var request = ListingRequest(bucket: bucket, limit: 7)
    var after: VersionID?
    var keys: [String] = []
    while true {
      let page = try test.store.listVersions(request, afterVersion: after)
      keys += page.versions.map { $0.object.key.description }
      found += page.versions.filter { $0.object.key == ObjectKey("b") }.map(\.object.version)
      isLatest += page.versions.filter { $0.object.key == ObjectKey("b") }.map(\.isLatest)
      guard let next = page.next else { break }
      request.after = next.key
      after = next.version
    }
    #expect(found == expected)
    #expect(isLatest == [true] + [Bool](repeating: false, count: 39))
    #expect(keys == ["a"] + [String](repeating: "b", count: 40) + ["c/1", "c/2", "d"])
    request = ListingRequest(bucket: bucket, delimiter: Array("/".utf8), after: Array("b".utf8), limit: 2)
    let folded = try test.store.listVersions(request)
    #expect(folded.commonPrefixes == [Array("c/".utf8)] && folded.versions.map(\.object.key) == [ObjectKey("d")])
  }

  @Test func conditionsOfDeletes() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try begin(test)
    let anything = DeletePrecondition(ifMatch: .anything)
    let other = DeletePrecondition(ifMatch: .oneOf([ETag("other")]))
    // What is not there is deleted already.
    try test.delete("k", other)
    let written = try test.put("k", [1, 2])
    #expect(code { try test.delete("k", other) } == .preconditionFailed)
    #expect(code { try test.delete("k", DeletePrecondition(sizeBytes: 3)) } == .preconditionFailed)
    let later = Timestamp(seconds: written.modified.seconds + 1)
    #expect(code { try test.delete("k", DeletePrecondition(modified: later)) } == .preconditionFailed)
    let all = DeletePrecondition(
      ifMatch: .oneOf([written.etag]), modified: Timestamp(seconds: written.modified.seconds), sizeBytes: 2)
    try test.delete("k", all)
    #expect(code { _ = try test.get("k") } == .noSuchKey)
    try test.store.setVersioning(bucket, .enabled)
    let version = try test.put("k", [1]).version
    #expect(code { try test.delete("k", version: version, other) } == .preconditionFailed)
    try test.delete("k", version: version, anything)
    #expect(try test.versions("k").isEmpty)
  }

  @Test func lockedVersionsStay() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try test.bucket
    _ = try test.store.createBucket(bucket, region: "r", objectLock: true)
    #expect(code { try test.store.setVersioning(bucket, .suspended) } == .invalidBucketState)
    let governed = ObjectLockSettings.DefaultRetention(mode: .governance, period: .days(1))
    try test.store.setObjectLock(bucket, ObjectLockSettings(defaultRetention: governed))
    let written = try test.put("k", [1])
    let version = try #require(written.version)
    #expect(code { try test.delete("k", version: version) } == .objectLocked)
    #expect(try test.delete("k").isDeleteMarker)
    let until = Timestamp(seconds: written.modified.seconds + 86_400 * 2)
    let longer = ObjectRetention(mode: .governance, until: until)
    let shorter = ObjectRetention(mode: .governance, until: Timestamp(seconds: until.seconds - 86_400))
    try test.retain("k", version, longer)
    #expect(code { try test.retain("k", version, shorter) } == .objectLocked)
    #expect(code { try test.retain("k", version, nil) } == .objectLocked)
    try test.retain("k", version, shorter, bypass: true)
    try test.retain("k", version, ObjectRetention(mode: .compliance, until: until), bypass: true)
    for wanted in [nil, longer, ObjectRetention(mode: .compliance, until: shorter.until)] {
      #expect(code { try test.retain("k", version, wanted, bypass: true) } == .objectLocked)
    }
    let bypass = ObjectDeletion(ObjectKey("k"), version: version, bypassesGovernance: true)
    #expect(code { _ = try test.store.deleteObject(bucket, bypass) } == .objectLocked)
    let held = try #require(try test.put("h", [1]).version)
    _ = try test.store.setLegalHold(true, of: ObjectKey("h"), version: held, in: bucket)
    try test.retain("h", held, nil, bypass: true)
    #expect(code { try test.delete("h", version: held) } == .objectLocked)
    _ = try test.store.setLegalHold(false, of: ObjectKey("h"), version: held, in: bucket)
    try test.delete("h", version: held)
  }

  @Test func ofManyWhoDeleteOneVersionOnlyOneMakesTheMarker() async throws {
    let test = try TestStore()
    defer { test.remove() }
    try test.store.setVersioning(try begin(test), .enabled)
    for round in 0..<10 {
      let etag = try test.put("k\(round)", [UInt8(round)]).etag
      let winners = try await withThrowingTaskGroup(of: Bool.self, returning: Int.self) { group in
        for _ in 0..<8 {
          group.addTask {
            code { try test.delete("k\(round)", DeletePrecondition(ifMatch: .oneOf([etag]))) } == nil
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(winners == 1)
      #expect(try test.versions("k\(round)").count == 2)
    }
  }

  @Test func uploadsKeepTagsAndLocksUntilTheyAreComplete() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try test.bucket
    _ = try test.store.createBucket(bucket, region: "r", objectLock: true)
    let standard = ObjectLockSettings.DefaultRetention(mode: .compliance, period: .years(1))
    try test.store.setObjectLock(bucket, ObjectLockSettings(defaultRetention: standard))
    var write = ObjectWrite(bucket: bucket, key: ObjectKey("own"))
    write.tags = ObjectAttributes([("a", "b")])
    write.retention = ObjectRetention(mode: .governance, until: Timestamp(seconds: 4_000_000_000))
    write.legalHold = true
    let own = try complete(test, write)
    #expect(own.tags.fields.map(\.name) == ["a"] && own.retention == write.retention && own.legalHold == true)
    let plain = try complete(test, ObjectWrite(bucket: bucket, key: ObjectKey("plain")))
    #expect(plain.retention?.mode == .compliance && plain.legalHold == nil)
    #expect(plain.retention?.until.seconds == plain.modified.seconds + 365 * 86_400)
    let other = try #require(BucketName("other-bucket"))
    _ = try test.store.createBucket(other, region: "r")
    write.bucket = other
    let refused = write
    #expect(code { _ = try test.store.createUpload(refused, checksum: nil, kind: .composite) } == .noObjectLock)
    #expect(code { _ = try test.store.putObject(refused, body: try test.body(bytes(2000))) } == .noObjectLock)
    #expect(try test.fileCount() == 0)
  }

  private func complete(_ test: TestStore, _ write: ObjectWrite) throws -> StoredObject {
    let id = try test.store.createUpload(write, checksum: nil, kind: .composite)
    let part = try test.store.putPart(write.bucket, write.key, id, number: 1, body: try test.body([1]))
    let parts = [NamedPart(number: 1, etag: part.etag)]
    _ = try test.store.completeUpload(write.bucket, write.key, id, UploadCompletion(parts: parts))
    return try test.store.headObject(write.bucket, write.key)
  }

  @Test func manyOldVersionsDoNotSlowAListing() throws {
    let test = try TestStore()
    defer { test.remove() }
    let bucket = try begin(test)
    try test.store.setVersioning(bucket, .enabled)
    for key in ["a", "b", "c"] {
      for index in 0..<50 { try test.put(key, [UInt8(index)]) }
    }
    try test.delete("b")
    #expect(try test.list() == ["a", "c"])
    #expect(try test.get("c") == [49])
  }

  private func begin(_ test: TestStore) throws -> BucketName {
    _ = try test.store.createBucket(try test.bucket, region: "r")
    return try test.bucket
  }
}
