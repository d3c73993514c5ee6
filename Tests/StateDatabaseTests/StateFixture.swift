import Foundation
import StateDatabase
import StorageModel

/// A folder of its own that is gone with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "cairn-state-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func child(_ name: String) -> String { path + "/" + name }
}

enum Sample {
  static let pair = PairIdentity(source: Array("/data".utf8), target: Array("s3://host/bucket/prefix".utf8))

  /// A row in which `version` decides over everything but the path.
  static func record(_ path: String, version: UInt64 = 1) -> StateRecord {
    record(PathBytes(path), version: version)
  }

  static func record(_ path: PathBytes, version: UInt64 = 1) -> StateRecord {
    var generator = SeededGenerator(seed: version)
    func number() -> Int64 { Int64(truncatingIfNeeded: generator.next() >> 1) }
    func some<Value>(_ value: Value) -> Value? { generator.next() % 3 == 0 ? nil : value }
    func object() -> ObjectRecord {
      ObjectRecord(
        etag: ETag(verbatim: String(generator.next(), radix: 16) + (generator.next() % 2 == 0 ? "" : "-12")),
        sizeBytes: number(), lastModified: some(Timestamp(nanoseconds: number())), versionID: some("v\(number())"),
        checksum: some(
          Checksum(.crc64nvme, bytes: [1, 2, 3, 4, 5, 6, 7, UInt8(version % 256)], compositePartCount: some(3))),
        partSizeBytes: some(number()))
    }
    let file = FileFingerprint(
      device: generator.next(), inode: generator.next(), sizeBytes: number(),
      modified: Timestamp(nanoseconds: -number()), changed: Timestamp(nanoseconds: number()))
    return StateRecord(
      path: path, file: some(file), isUnsure: generator.next() % 2 == 0,
      contentDigest: some(ContentDigest(words: (generator.next(), 1, 2, generator.next()))),
      digestPartBytes: some(number()), object: some(object()), sourceObject: some(object()))
  }
}

extension PairState {
  /// All rows, read in batches of `batchRows`.
  func allRows(batchRows: Int = 7, after: PathBytes? = nil) throws -> [StateRecord] {
    var reader = rows(after: after, batchRows: batchRows)
    var all: [StateRecord] = []
    while true {
      let batch = try reader.nextBatch()
      if batch.isEmpty { return all }
      all += batch
    }
  }
}
