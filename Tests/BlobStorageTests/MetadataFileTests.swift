import Glibc
import StorageModel
import Testing

@testable import BlobStorage

/// What befalls the metadata database: it is found, and never taken for something else.
@Suite struct MetadataFileTests {
  @Test func everyFlippedBitIsFound() throws {
    let test = try filledStore()
    test.store.close()
    defer { TestStore.remove(test.path) }
    let path = test.path + "/metadata.sqlite"
    let size = try sizeBytes(path)
    let seed = UInt64.random(in: 0 ... .max)
    var state = seed
    // Page 1 and its head are asked about more often than chance would.
    let fixed = [0, 16, 17, 18, 20, 24, 60, 95, 100, 4095, 4096, size - 1]
    for round in 0..<120 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let position = round < fixed.count ? fixed[round] : Int(state >> 33) % size
      let bit = UInt8(1) << UInt8((state >> 20) & 7)
      try flip(path, position, bit)
      var isFound = false
      let refused = code { isFound = try scrub(test.path).isDamaged }
      // Where the database cannot even be opened that is what is said.
      #expect(isFound || refused == .damaged || refused == .inputOutput, "bit \(bit) at \(position), seed \(seed)")
      try flip(path, position, bit)
    }
    #expect(try !scrub(test.path).isDamaged)
  }

  @Test func aRottenPageIsNotRead() throws {
    let test = try filledStore()
    test.store.close()
    defer { TestStore.remove(test.path) }
    let path = test.path + "/metadata.sqlite"
    // The listing meets every page that holds a row of an object.
    #expect(system("grep -c 'key-7' '\(path)' > /dev/null") == 0)
    #expect(system("sed -i 's/key-7/kex-7/' '\(path)'") == 0)
    let opened = code {
      let next = try TestStore(path: test.path)
      defer { next.store.close() }
      #expect(code { _ = try next.list() } == .damaged)
    }
    #expect(opened == nil || opened == .damaged)
  }

  @Test func whoeverLooksIntoTheDatabaseLeavesTheLog() throws {
    let test = try filledStore()
    defer { test.remove() }
    // What opens the file as well, and is done with it before somebody looks.
    _ = try test.store.makeResidentReader()
    let pace = ScrubPace(bytesPerSecond: nil, elapsed: { .zero })
    #expect(try !Scrubber(path: test.path, database: test.store.databaseFile, pace: pace).run().isDamaged)
    let look =
      "import sqlite3; c = sqlite3.connect('\(test.path)/metadata.sqlite'); "
      + "c.execute('SELECT count(*) FROM bucket').fetchone(); c.close()"
    try #require(system("python3 -c \"\(look)\"") == 0)
    try test.put("afterwards", bytes(100))
    let copy = try TestStore.makeFolder()
    defer { TestStore.remove(copy) }
    #expect(system("cp -a '\(test.path)/.' '\(copy)'") == 0)
    // As after a crash: what was put last is in the log.
    let next = try TestStore(path: copy)
    defer { next.store.close() }
    #expect(try next.get("afterwards").count == 100)
  }

  @Test func aStoreOfTheFirstFormatGetsPageSums() throws {
    let path = try firstFormat()
    defer { TestStore.remove(path) }
    for _ in 0..<2 {
      let store = try TestStore(path: path)
      let bucket = try #require(BucketName("fixture"))
      let large = try store.store.openObject(bucket, ObjectKey("large"))
      #expect(try TestStore.read(large).count == 50_000)
      let versions = try store.store.listVersions(ListingRequest(bucket: bucket)).versions
      #expect(versions.map(\.object.key.description) == ["large", "large", "parts", "small", "small"])
      #expect(try TestStore.read(try store.store.openObject(bucket, ObjectKey("parts"))).count == 40_000)
      store.store.close()
    }
    #expect(system("grep -qx 'cairn-store 2' '\(path)/format'") == 0)
    #expect(try !scrub(path).isDamaged)
    try flip(path + "/metadata.sqlite", try sizeBytes(path + "/metadata.sqlite") - 100, 1)
    #expect(try scrub(path).isDamaged)
  }

  @Test func aNewerSchemaIsLeftUntouched() throws {
    let path = try firstFormat()
    defer { TestStore.remove(path) }
    let change =
      "import sqlite3; c = sqlite3.connect('\(path)/metadata.sqlite'); "
      + "c.execute(\\\"INSERT INTO grdb_migrations VALUES ('99')\\\"); c.commit(); c.close()"
    try #require(system("python3 -c \"\(change)\"") == 0)
    #expect(system("cp '\(path)/metadata.sqlite' '\(path)/before'") == 0)
    #expect(code { _ = try TestStore(path: path) } == .newerFormat)
    #expect(system("cmp -s '\(path)/metadata.sqlite' '\(path)/before'") == 0)
  }

  @Test(arguments: ["rm -f", "truncate -s 0"]) func aMissingDatabaseIsNotMadeAnew(_ deed: String) throws {
    let test = try filledStore()
    defer { TestStore.remove(test.path) }
    test.store.close()
    let count = try test.fileCount()
    #expect(system("\(deed) '\(test.path)/metadata.sqlite'") == 0)
    for _ in 0..<2 {
      #expect(code { _ = try TestStore(path: test.path) } == .damaged)
      #expect(try test.fileCount() == count)
    }
  }

  @Test func aMissingLogIsNotPassedOver() throws {
    let test = try filledStore()
    defer { test.remove() }
    // As after a kill; the copy of a closed store has no need of its log.
    let crashed = try TestStore.makeFolder()
    defer { TestStore.remove(crashed) }
    let opened = try TestStore(path: try copy(test.path, to: crashed))
    // Has 'clean' at 0 in the file and not in the log only.
    let again = try TestStore.makeFolder()
    defer { TestStore.remove(again) }
    opened.store.close()
    let next = try TestStore(path: crashed)
    try fillLog(next)
    _ = try copy(crashed, to: again)
    next.store.close()
    #expect(system("rm '\(again)/metadata.sqlite-wal'") == 0)
    let count = system("find '\(again)/blobs' -type f | grep -q .")
    #expect(count == 0)
    #expect(code { _ = try TestStore(path: again) } == .damaged)
    #expect(system("find '\(again)/blobs' -type f | grep -q .") == 0)
    #expect(system("touch '\(again)/metadata.sqlite-wal'") == 0)
    let accepted = try TestStore(path: again)
    #expect(accepted.store.recovery.wasUnclean)
    accepted.store.close()
  }

  @Test func garbageIsNoDatabase() throws {
    let test = try filledStore()
    defer { TestStore.remove(test.path) }
    test.store.close()
    #expect(system("head -c 20000 /dev/urandom > '\(test.path)/metadata.sqlite'") == 0)
    #expect(code { _ = try TestStore(path: test.path) } == .damaged)
  }

  /// Enough commits for a checkpoint, which takes the mark of an end that was not orderly into the file.
  private func fillLog(_ test: TestStore) throws {
    for index in 0..<6 {
      let tags = ObjectAttributes([("t", String(repeating: "x", count: 2_000_000 + index))])
      try test.put("filler", bytes(900))
      _ = try test.store.setTags(tags, of: ObjectKey("filler"), version: nil, in: try test.bucket)
    }
    for index in 0..<60 {
      let tags = ObjectAttributes([("t", String(repeating: "y", count: 400_000 + index))])
      _ = try test.store.setTags(tags, of: ObjectKey("filler"), version: nil, in: try test.bucket)
    }
  }

  private func filledStore() throws -> TestStore {
    let test = try TestStore()
    _ = try test.store.createBucket(try test.bucket, region: "r")
    for index in 0..<40 { try test.put("key-\(index)", bytes(index % 4 == 0 ? 3000 : 700, seed: UInt8(index))) }
    return test
  }

  private func firstFormat() throws -> String {
    let path = try TestStore.makeFolder()
    let file = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Formats/store-1.tar.xz"
    try #require(system("tar -C '\(path)' -xJf '\(file)'") == 0)
    return path
  }

  private func copy(_ path: String, to target: String) throws -> String {
    try #require(system("cp -a '\(path)/.' '\(target)/'") == 0)
    return target
  }

  private func scrub(_ path: String) throws -> ScrubReport {
    try Scrubber(path: path, pace: ScrubPace(bytesPerSecond: nil, elapsed: { .zero })).run()
  }

  private func sizeBytes(_ path: String) throws -> Int {
    var facts = stat()
    try #require(stat(path, &facts) == 0)
    return Int(facts.st_size)
  }

  private func flip(_ path: String, _ position: Int, _ bit: UInt8) throws {
    let file = open(path, O_RDWR)
    try #require(file >= 0)
    defer { close(file) }
    var byte: UInt8 = 0
    try #require(pread(file, &byte, 1, off_t(position)) == 1)
    byte ^= bit
    try #require(pwrite(file, &byte, 1, off_t(position)) == 1)
  }
}
