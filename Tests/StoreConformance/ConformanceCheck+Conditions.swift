internal import ObjectStores
internal import StorageModel

extension ConformanceCheck {
  static let conditionChecks: [ConformanceCheck] = [
    ConformanceCheck("If-None-Match: * writes once") { store, _ in
      let options = WriteOptions(condition: .onlyIfAbsent)
      _ = try await store.put(ObjectKey("k"), body: .bytes([1]), options)
      try await expectError(.preconditionFailed, "a second PUT") {
        _ = try await store.put(ObjectKey("k"), body: .bytes([2]), options)
      }
      try expectEqual(try await read(store, ObjectKey("k")), [1], "body")
    },
    ConformanceCheck("If-None-Match: * under concurrency has one winner") { store, _ in
      let winners = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<16 {
          group.addTask {
            do {
              let options = WriteOptions(condition: .onlyIfAbsent)
              _ = try await store.put(ObjectKey("race"), body: .bytes([UInt8(number)]), options)
              return 1
            } catch let error as StoreError where error.code == .preconditionFailed {
              return 0
            }
          }
        }
        return try await group.reduce(0, +)
      }
      try expectEqual(winners, 1, "winners")
    },
    ConformanceCheck("If-Match writes over exactly what was seen") { store, _ in
      let first = try await store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
      let second = WriteOptions(condition: .onlyIfMatches(first.etag))
      _ = try await store.put(ObjectKey("k"), body: .bytes([2]), second)
      try await expectError(.preconditionFailed, "the old ETag again") {
        _ = try await store.put(ObjectKey("k"), body: .bytes([3]), second)
      }
      try await expectError(.noSuchKey, "If-Match on a missing key") {
        _ = try await store.put(ObjectKey("none"), body: .bytes([3]), second)
      }
    },
    ConformanceCheck("conditional reads") { store, _ in
      let written = try await store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
      try expectEqual(try await read(store, ObjectKey("k"), ReadOptions(ifMatch: written.etag)), [1], "If-Match")
      try await expectError(.preconditionFailed, "If-Match of another ETag") {
        _ = try await read(store, ObjectKey("k"), ReadOptions(ifMatch: ETag("00")))
      }
      try await expectError(.notModified, "If-None-Match of this ETag") {
        _ = try await read(store, ObjectKey("k"), ReadOptions(ifNoneMatch: written.etag))
      }
    },
  ]
}
