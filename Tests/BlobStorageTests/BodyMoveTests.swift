import BlobStorage
import Glibc
import StorageModel
import Testing

/// A store with a folder for STANDARD_IA.
private final class TwoPlaces: Sendable {
  let test: TestStore
  let slow: String

  init(path: String? = nil, slow: String? = nil) throws {
    self.slow = try slow ?? TestStore.makeFolder()
    var options = TestStore.smallParts
    options.keyring = try #require(Keyring(text: String(repeating: "5a", count: 32) + "\n"))
    options.volumes = ["STANDARD_IA": self.slow]
    test = try TestStore(path: path, options: options)
    if path == nil { _ = try test.store.createBucket(try test.bucket, region: "r") }
  }

  func remove() {
    test.remove()
    TestStore.remove(slow)
  }

  /// The same store after a restart: what no row names is gone then.
  func reopened() throws -> TwoPlaces {
    test.store.close()
    return try TwoPlaces(path: test.path, slow: slow)
  }

  /// What a killed process would leave now, as a store of its own.
  func crashed() throws -> TwoPlaces {
    let (path, copiedSlow) = (try TestStore.makeFolder(), try TestStore.makeFolder())
    try #require(system("cp -a \(test.path)/. \(path)/ && cp -a \(slow)/. \(copiedSlow)/") == 0)
    return try TwoPlaces(path: path, slow: copiedSlow)
  }

  func move(_ keys: [String], to storageClass: String, goesOn: () -> Bool = { true }) throws -> [VersionChangeOutcome] {
    let bucket = try test.bucket
    return try test.store.change(
      bucket,
      keys.map {
        VersionChange(.setStorageClass(storageClass), of: try test.store.headObject(bucket, ObjectKey($0)))
      }, goesOn: goesOn)
  }

  /// How many blobs lie in files: in the store's folder, and in that of STANDARD_IA.
  func fileCounts() throws -> [Int] { [try test.fileCount(), try files(slow).count] }

  private func files(_ folder: String) throws -> [String] {
    try test.names(folder + "/blobs").flatMap { try test.names(folder + "/blobs/" + $0) }
  }

  func head(_ key: String) throws -> StoredObject { try test.store.headObject(try test.bucket, ObjectKey(key)) }

  func isClean() throws -> Bool {
    let pace = ScrubPace(bytesPerSecond: nil, elapsed: { .zero })
    return try !Scrubber(path: test.path, pace: pace).run().isDamaged
  }

  /// An object of three parts: a file, a stretch of another object, and one that lies in the database.
  func putParts(_ key: String, from source: String) throws -> [UInt8] {
    let (store, bucket) = (test.store, try test.bucket)
    let id = try store.createUpload(
      ObjectWrite(bucket: bucket, key: ObjectKey(key)), checksum: nil, kind: .composite)
    var parts: [NamedPart] = []
    for (number, body) in [(1, bytes(9000, seed: 3)), (3, bytes(20, seed: 4))] {
      let part = try store.putPart(bucket, ObjectKey(key), id, number: number, body: try test.body(body))
      parts.append(NamedPart(number: number, etag: part.etag))
    }
    let range = try #require(ByteRange(offset: 100, lengthBytes: 2000))
    let copied = try store.copyPart(
      PartCopy(origin: CopyOrigin(bucket: bucket, key: ObjectKey(source)), range: range), to: bucket,
      ObjectKey(key), id, number: 2, decide: { (_) throws(BlobStorageError) in })
    parts.insert(NamedPart(number: 2, etag: copied.part.etag), at: 1)
    _ = try store.completeUpload(bucket, ObjectKey(key), id, UploadCompletion(parts: parts))
    return bytes(9000, seed: 3) + Array(try test.get(source)[100..<2100]) + bytes(20, seed: 4)
  }
}

@Suite struct BodyMoveTests {
  @Test(arguments: [0, 20, 3000, 9_000_000]) func aBodyMovesWithItsClass(size: Int) throws {
    let bed = try TwoPlaces()
    let body = bytes(size)
    try bed.test.put("k", body)
    let before = try bed.head("k")
    #expect(try bed.move(["k"], to: "STANDARD_IA") == [.done])
    let after = try bed.head("k")
    #expect(after.storageClass == "STANDARD_IA")
    #expect((after.sequence, after.modified) == (before.sequence, before.modified))
    #expect(after.etag == before.etag)
    #expect(try bed.test.get("k") == body)
    let next = try bed.reopened()
    defer { next.remove() }
    #expect(try next.fileCounts() == [0, 1])
    #expect(try next.test.get("k") == body)
    #expect(try next.isClean())
    // And back, to a class without a folder of its own.
    #expect(try next.move(["k"], to: "GLACIER") == [.done])
    let last = try next.reopened()
    #expect(try last.fileCounts() == [1, 0])
    #expect(try last.test.get("k") == body)
    #expect(try last.head("k").storageClass == "GLACIER")
  }

  @Test func sealedBodiesMoveAsTheyAre() throws {
    let bed = try TwoPlaces()
    let customer = try #require(CustomerKey([UInt8](repeating: 7, count: 32)))
    for size in [20, 200_000] {
      for (name, key) in [("own", BodyKey.store), ("customer", .customer(customer))] {
        let writer = bed.test.store.makeBody(BodyDemands(lengthBytes: Int64(size), key: key))
        try bytes(size).withUnsafeBytes { try writer.write($0) }
        _ = try bed.test.store.putObject(
          ObjectWrite(bucket: try bed.test.bucket, key: ObjectKey("\(name) \(size)")),
          body: try writer.finish(BodyExpectations()))
      }
    }
    let keys = ["own 20", "own 200000", "customer 20", "customer 200000"]
    #expect(try bed.move(keys, to: "STANDARD_IA") == [.done, .done, .done, .done])
    let next = try bed.reopened()
    defer { next.remove() }
    #expect(try next.fileCounts() == [0, 4])
    for key in keys {
      let object = try next.test.store.openObject(try next.test.bucket, ObjectKey(key))
      let size = try #require(Int(key.split(separator: " ")[1]))
      #expect(try TestStore.read(object, nil, key: customer) == bytes(size))
      if key.hasPrefix("customer") { #expect(code { _ = try TestStore.read(object, nil) } == .keyRequired) }
    }
  }

  @Test func partsMoveAndTheirOtherUsersStay() throws {
    let bed = try TwoPlaces()
    try bed.test.put("source", bytes(5000))
    let whole = try bed.putParts("parts", from: "source")
    _ = try bed.test.store.copyObject(
      CopyOrigin(bucket: try bed.test.bucket, key: ObjectKey("parts")),
      ObjectWrite(bucket: try bed.test.bucket, key: ObjectKey("twin")),
      decide: { (_) throws(BlobStorageError) in }, directives: CopyDirectives())
    #expect(try bed.move(["parts"], to: "STANDARD_IA") == [.done])
    let next = try bed.reopened()
    // The twin has the first part and the source at home, the moved object copies of all three.
    #expect(try next.fileCounts() == [2, 3])
    #expect(try next.test.get("parts") == whole)
    #expect(try next.test.get("twin") == whole)
    let range = try #require(ByteRange(offset: 8990, lengthBytes: 2020))
    #expect(try next.test.get("parts", range) == Array(whole[8990..<11_010]))
    #expect(try next.test.store.openObject(try next.test.bucket, ObjectKey("parts")).range(ofPart: 2)?.start == 9000)
    try next.test.delete("twin")
    try next.test.delete("source")
    #expect(try next.test.get("parts") == whole)
    try next.test.delete("parts")
    let last = try next.reopened()
    defer { last.remove() }
    #expect(try last.fileCounts() == [0, 0])
  }

  @Test func everyStepOfAMoveLeavesTheObjectWhole() throws {
    let bed = try TwoPlaces()
    defer { bed.remove() }
    let (one, two) = (bytes(9_000_000, seed: 1), bytes(3000, seed: 2))
    try bed.test.put("one", one)
    try bed.test.put("two", two)
    // Asked thrice for the first body, of 9 MB, and once for the second: then the first is published.
    var states: [TwoPlaces] = []
    #expect(
      try bed.move(["one", "two"], to: "STANDARD_IA") {
        guard let state = try? bed.crashed() else { return false }
        states.append(state)
        return true
      } == [.done, .done])
    states.append(try bed.crashed())
    #expect(states.count == 5)
    for (step, state) in states.enumerated() {
      let isMoved = step == 4
      #expect(state.test.store.recovery.missingBlobs == [])
      #expect(try state.test.get("one") == one)
      #expect(try state.test.get("two") == two)
      #expect(try state.head("one").storageClass == (isMoved ? "STANDARD_IA" : nil))
      #expect(try state.fileCounts() == (isMoved ? [0, 2] : [2, 0]), "step \(step)")
      #expect(try state.isClean())
      state.remove()
    }
  }

  @Test func whatIsReplacedMeanwhileIsNotMoved() throws {
    let bed = try TwoPlaces()
    try bed.test.put("k", bytes(3000))
    var isReplaced = false
    let outcomes = try bed.move(["k"], to: "STANDARD_IA") {
      guard !isReplaced else { return true }
      isReplaced = true
      return (try? bed.test.put("k", bytes(4000, seed: 9))) != nil
    }
    #expect(outcomes == [.outdated])
    #expect(try bed.fileCounts()[1] == 0)
    #expect(try bed.head("k").storageClass == nil)
    #expect(try bed.test.get("k") == bytes(4000, seed: 9))
    #expect(try bed.move(["k"], to: "STANDARD_IA") { false } == [.outdated])
    let next = try bed.reopened()
    defer { next.remove() }
    #expect(try next.fileCounts() == [1, 0])
  }

  @Test func damageIsNotMoved() throws {
    let bed = try TwoPlaces()
    defer { bed.remove() }
    try bed.test.put("k", bytes(3000))
    let file = try #require(try bed.test.blobFiles().first)
    #expect(system("printf x | dd of='\(file)' bs=1 seek=77 conv=notrunc status=none") == 0)
    try bed.test.put("whole", bytes(3000, seed: 5))
    let outcomes = try bed.move(["k", "whole"], to: "STANDARD_IA")
    guard case .failed(let message) = outcomes[0] else { return #expect(Bool(false), "\(outcomes)") }
    #expect(message.contains("not the ones written"))
    #expect(outcomes[1] == .done)
    #expect(try bed.fileCounts()[1] == 1)
    #expect(try bed.head("k").storageClass == nil)
    #expect(try bed.test.names(bed.slow + "/tmp") == [])
  }

  @Test func aFolderThatTakesNothingKeepsNothingFromServing() throws {
    let bed = try TwoPlaces()
    defer { bed.remove() }
    try bed.test.put("k", bytes(3000))
    #expect(system("mv \(bed.slow)/tmp \(bed.slow)/gone") == 0)
    guard case .failed? = try bed.move(["k"], to: "STANDARD_IA").first else {
      return #expect(Bool(false), "moved into a folder that is not there")
    }
    #expect(try bed.test.get("k") == bytes(3000))
    try bed.test.put("other", bytes(3000))
    #expect(system("mv \(bed.slow)/gone \(bed.slow)/tmp") == 0)
    #expect(try bed.move(["k"], to: "STANDARD_IA") == [.done])
  }
}
