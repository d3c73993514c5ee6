import BlobStorage
import StorageModel
import Testing

@Suite struct ConditionTests {
  @Test func conditionsAreDecidedWithTheWrite() throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    let absent = WritePrecondition(ifNoneMatch: .anything)
    #expect(code { try test.put("k", [1], WritePrecondition(ifMatch: .anything)) } == .noSuchKey)
    let first = try test.put("k", [1], absent)
    #expect(code { try test.put("k", bytes(5000), absent) } == .preconditionFailed)
    #expect(code { try test.put("k", [2], WritePrecondition(ifMatch: .oneOf([ETag("other")]))) } == .preconditionFailed)
    try test.put("k", [2], WritePrecondition(ifMatch: .oneOf([first.etag])))
    #expect(try test.get("k") == [2])
    let stale = DeletePrecondition(ifMatch: .oneOf([first.etag]))
    #expect(code { try test.delete("k", stale) } == .preconditionFailed)
    #expect(try test.fileCount() == 0)
  }

  @Test func ofManyWhoCreateExactlyOneWins() async throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    for round in 0..<20 {
      let winners = try await withThrowingTaskGroup(of: UInt8?.self, returning: [UInt8].self) { group in
        for writer in UInt8(0)..<8 {
          group.addTask {
            do {
              try test.put("k\(round)", bytes(1200, seed: writer), WritePrecondition(ifNoneMatch: .anything))
              return writer
            } catch let error as BlobStorageError where error.code == .preconditionFailed {
              return nil
            }
          }
        }
        return try await group.reduce(into: [UInt8]()) { if let writer = $1 { $0.append(writer) } }
      }
      let winner = try #require(winners.count == 1 ? winners.first : nil)
      #expect(try test.get("k\(round)") == bytes(1200, seed: winner))
    }
    #expect(try test.fileCount() == 20)
  }

  @Test func swappingByETagLosesNoUpdate() async throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    try test.put("counter", Array("0".utf8))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<10 { try Self.increment(test) }
        }
      }
      try await group.waitForAll()
    }
    #expect(String(decoding: try test.get("counter"), as: UTF8.self) == "40")
  }

  private static func increment(_ test: TestStore) throws {
    while true {
      let open = try test.store.openObject(try test.bucket, ObjectKey("counter"))
      let value = try #require(Int(String(decoding: try TestStore.read(open), as: UTF8.self)))
      do {
        try test.put("counter", Array(String(value + 1).utf8), WritePrecondition(ifMatch: .oneOf([open.record.etag])))
        return
      } catch let error as BlobStorageError where error.code == .preconditionFailed {
        continue
      }
    }
  }
}
