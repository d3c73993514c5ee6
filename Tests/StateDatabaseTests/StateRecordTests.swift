import StorageModel
import Testing

@testable import StateDatabase

@Suite struct StateRecordTests {
  @Test func everyFieldComesBack() {
    for version in 0..<2000 {
      let record = Sample.record("some/path", version: UInt64(version))
      let sealed = record.sealed(seed: 7)
      let read = record.path.bytes.withUnsafeBytes { path in
        sealed.withUnsafeBytes { StateRecord(path: path, sealed: $0, seed: 7) }
      }
      #expect(read == record, "version \(version)")
    }
  }

  @Test func nothingElseIsBelieved() {
    let record = Sample.record("some/path", version: 3)
    let sealed = record.sealed(seed: 7)
    func read(_ path: String, _ bytes: [UInt8], seed: UInt64) -> StateRecord? {
      Array(path.utf8).withUnsafeBytes { path in
        bytes.withUnsafeBytes { StateRecord(path: path, sealed: $0, seed: seed) }
      }
    }
    #expect(read("some/path", sealed, seed: 7) == record)
    #expect(read("some/path", sealed, seed: 8) == nil, "another pair")
    #expect(read("some/pathx", sealed, seed: 7) == nil, "another path")
    for position in sealed.indices {
      var changed = sealed
      changed[position] ^= 4
      #expect(read("some/path", changed, seed: 7) == nil, "byte \(position)")
      #expect(read("some/path", Array(sealed[..<position]), seed: 7) == nil, "cut at \(position)")
    }
  }

  @Test func aFileAsYoungAsItsReadingIsUnsure() {
    func file(_ modified: Int64, _ changed: Int64) -> FileFingerprint {
      FileFingerprint(
        device: 1, inode: 1, sizeBytes: 1, modified: Timestamp(nanoseconds: modified),
        changed: Timestamp(nanoseconds: changed))
    }
    let read = Timestamp(nanoseconds: 10_000_000_001)
    #expect(!StateRecord.isUnsure(file(1, 9_979_999_999), readAt: read))
    #expect(StateRecord.isUnsure(file(1, 9_980_000_001), readAt: read))
    #expect(StateRecord.isUnsure(file(20_000_000_001, 1), readAt: read), "a time in the future proves nothing")
    #expect(StateRecord.isUnsure(file(9_000_000_000, 8_000_000_000), readAt: read), "whole seconds: two seconds")
    #expect(!StateRecord.isUnsure(file(7_000_000_000, 8_000_000_000), readAt: read))
    #expect(StateRecord.isUnsure(file(1, 1), readAt: Timestamp(nanoseconds: .min)))
    #expect(!StateRecord.isUnsure(file(1, 9_999_999_999), readAt: read, wasPlaced: true), "its time was set back")
    #expect(StateRecord.isUnsure(file(9_990_000_001, 9_999_999_999), readAt: read, wasPlaced: true))
  }

  @Test func digestsAreBytes() throws {
    let bytes = (0..<32).map { UInt8($0 * 7 % 256) }
    #expect(try #require(ContentDigest(bytes: bytes)).bytes == bytes)
    #expect(ContentDigest(bytes: bytes.dropLast()) == nil)
    #expect(ContentDigest(bytes: bytes + [0]) == nil)
  }
}
