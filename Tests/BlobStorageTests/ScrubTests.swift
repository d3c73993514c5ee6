import BlobStorage
import Glibc
import StorageModel
import Testing

@Suite struct ScrubTests {
  @Test func aCleanStoreIsClean() throws {
    let test = try filledStore()
    defer { test.remove() }
    let report = try scrub(test.path)
    #expect(report.isComplete)
    #expect(!report.isDamaged)
    #expect(report.findings.isEmpty)
    #expect(report.blobs == 4)
  }

  @Test func everyFlippedByteOfAFileIsFound() throws {
    let test = try filledStore()
    defer { test.remove() }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      let file = try #require(try test.blobFiles().randomElement(using: &random))
      var facts = stat()
      #expect(stat(file, &facts) == 0)
      let position = Int64.random(in: 0..<Int64(facts.st_size), using: &random)
      let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      try flip(file, position, bit)
      let findings = try scrub(test.path).findings
      #expect(findings.map(\.kind) == [.damaged], "bit \(bit) at \(position) of \(file)")
      #expect(findings.first?.owners.count == 1)
      try flip(file, position, bit)
    }
    #expect(try !scrub(test.path).isDamaged)
  }

  @Test func ownersAreNamed() throws {
    let test = try filledStore()
    defer { test.remove() }
    #expect(system("rm \(test.path)/blobs/*/*") == 0)
    let findings = try scrub(test.path).findings
    #expect(findings.allSatisfy { $0.kind == .missing })
    #expect(Set(findings.flatMap(\.owners).map(\.key)) == [ObjectKey("large"), ObjectKey("parts"), ObjectKey("open")])
    #expect(findings.flatMap(\.owners).filter(\.isUpload).map(\.key) == [ObjectKey("open")])
  }

  @Test func filesWithoutRowsCostNothing() throws {
    let test = try filledStore()
    defer { test.remove() }
    let name = String(repeating: "ab", count: 16)
    #expect(system("touch -d '1 day ago' \(test.path)/blobs/ab/\(name)") == 0)
    let report = try scrub(test.path)
    #expect(report.findings.map(\.kind) == [.orphan])
    #expect(!report.isDamaged)
  }

  @Test func theBackgroundScrubSaysWhatItFinds() async throws {
    let test = try filledStore()
    defer { test.remove() }
    #expect(system("rm \(test.path)/blobs/*/*") == 0)
    let (found, continuation) = AsyncStream.makeStream(of: ScrubFinding.self)
    try test.store.startScrub(bytesPerSecond: 1 << 30, elapsed: { .zero }, onFinding: { continuation.yield($0) })
    var iterator = found.makeAsyncIterator()
    #expect(await iterator.next()?.kind == .missing)
  }

  private func scrub(_ path: String) throws -> ScrubReport {
    try Scrubber(path: path, pace: ScrubPace(bytesPerSecond: nil, elapsed: { .zero })).run()
  }

  /// A small object, a large one, one of parts and an open upload.
  private func filledStore() throws -> TestStore {
    let test = try TestStore()
    let bucket = try test.bucket
    _ = try test.store.createBucket(bucket, region: "r")
    try test.put("small", bytes(20))
    try test.put("large", bytes(300_000))
    for key in ["parts", "open"] {
      let write = ObjectWrite(bucket: bucket, key: ObjectKey(key))
      let id = try test.store.createUpload(write, checksum: nil, kind: .composite)
      let part = try test.store.putPart(bucket, write.key, id, number: 1, body: try test.body(bytes(9000)))
      if key == "parts" {
        let parts = [NamedPart(number: 1, etag: part.etag)]
        _ = try test.store.completeUpload(bucket, write.key, id, UploadCompletion(parts: parts))
      }
    }
    return test
  }

  private func flip(_ path: String, _ position: Int64, _ bit: UInt8) throws {
    let file = open(path, O_RDWR)
    try #require(file >= 0)
    defer { close(file) }
    var byte: UInt8 = 0
    try #require(pread(file, &byte, 1, off_t(position)) == 1)
    byte ^= bit
    try #require(pwrite(file, &byte, 1, off_t(position)) == 1)
  }
}
