import Foundation
import StateDatabase
import StorageModel
import Testing

@Suite struct DeletionSpoolTests {
  @Test func whatGoesInComesOutInOrder() throws {
    let seed: UInt64 = 51
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let spool = try DeletionSpool(folder: folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty, "it has no name")
    var expected: [SpooledDeletion] = []
    for number in 0..<5000 {
      var deletion = SpooledDeletion(path: PathBytes("path/\(number)"), sizeBytes: Int64(number))
      if generator.next() % 2 == 0 { deletion.etag = ETag("e\(number)") }
      if generator.next() % 3 == 0 { deletion.versionID = String(repeating: "v", count: Int(generator.next() % 2000)) }
      if generator.next() % 4 == 0 { deletion.file = Sample.record("x", version: 8).file }
      expected.append(deletion)
      try spool.append(deletion)
    }
    #expect(spool.count == 5000 && spool.sizeBytes == 4999 * 5000 / 2)
    for _ in 0..<2 {
      try spool.rewind()
      var read: [SpooledDeletion] = []
      while true {
        let batch = try spool.nextBatch(Int.random(in: 1...1000, using: &generator))
        if batch.isEmpty { break }
        read += batch
      }
      #expect(read == expected, "seed \(seed)")
    }
  }

  @Test func nothingIsNothing() throws {
    let folder = try TemporaryFolder()
    let spool = try DeletionSpool(folder: folder.path)
    try spool.rewind()
    #expect(try spool.nextBatch(10).isEmpty)
    #expect(spool.count == 0)
  }

  @Test func sumsStopAtTheEnd() throws {
    let folder = try TemporaryFolder()
    let spool = try DeletionSpool(folder: folder.path)
    for _ in 0..<2 { try spool.append(SpooledDeletion(path: PathBytes("a"), sizeBytes: .max)) }
    #expect(spool.sizeBytes == .max)
  }
}
