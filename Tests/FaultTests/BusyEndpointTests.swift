import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// An endpoint that is busy or broken for a while, or for good.
@Suite struct BusyEndpointTests {
  static let refusals: [(status: Int, code: String)] = [
    (500, "InternalError"), (502, "BadGateway"), (503, "SlowDown"), (503, "ServiceUnavailable"),
    (429, "TooManyRequests"), (504, "GatewayTimeout"), (408, "RequestTimeout"),
  ]

  @Test(arguments: refusals.indices) func passingTroubleIsRepeated(_ index: Int) async throws {
    let place = try FaultPlace()
    let refusal = Self.refusals[index]
    place.put([1, 2, 3], at: "k")
    place.stub.add(StubRule(occurrences: 1...3, action: .answer(.error(refusal.status, refusal.code))))
    let got = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 100))
    #expect(got.bytes == [1, 2, 3])
    #expect(place.stub.records.count == 4)
    #expect(place.waits.count == 3)
    // Full jitter between zero and a ceiling that doubles.
    #expect(place.waits == [.milliseconds(50), .milliseconds(100), .milliseconds(200)])
  }

  @Test func everyOperationIsRepeated() async throws {
    let place = try FaultPlace()
    place.put([1], at: "a")
    place.put([2], at: "b")
    place.stub.add(StubRule(where: { $0.number % 2 == 1 }, action: .answer(.error(503, "SlowDown"))))
    let store = place.store
    let key = ObjectKey("k")
    _ = try await store.put(key, body: .bytes([9]), WriteOptions())
    _ = try await store.head(key, ReadOptions())
    _ = try await store.copy(CopySource(bucket: place.bucket, key: key), to: ObjectKey("l"), CopyOptions())
    #expect(try await place.listAll(store).count == 4)
    let outcomes = try await store.delete([DeleteItem(key: ObjectKey("a")), DeleteItem(key: ObjectKey("b"))])
    #expect(outcomes.allSatisfy { $0.error == nil })
    let id = try await store.createUpload(key, WriteOptions())
    let part = try await store.uploadPart(key, uploadID: id, number: 1, body: .bytes([7, 7]), digests: BodyDigests())
    #expect(try await store.listParts(key, uploadID: id).count == 1)
    #expect(try await store.listUploads(prefix: []).count == 1)
    _ = try await store.completeUpload(key, uploadID: id, parts: [part], WriteOptions())
    try await store.abortUpload(key, uploadID: "gone")
    #expect(place.contents == [key: [7, 7], ObjectKey("l"): [9]])
    #expect(place.stub.records.count == 22)
  }

  @Test func retriesEndAndSayWhatItWas() async throws {
    let place = try FaultPlace(attempts: 3)
    place.stub.add(StubRule(action: .answer(.error(503, "SlowDown"))))
    await #expect {
      _ = try await place.store.list(ListRequest())
    } throws: {
      ($0 as? StoreError)?.code == .slowDown
    }
    #expect(place.stub.records.count == 3)
  }

  @Test func retryAfterIsHeeded() async throws {
    let place = try FaultPlace()
    place.put([], at: "k")
    var busy = StubResponse.error(503, "SlowDown")
    busy.fields.append("Retry-After", "7")
    place.stub.add(StubRule(occurrences: 1...1, action: .answer(busy)))
    _ = try await place.store.head(ObjectKey("k"), ReadOptions())
    // Answers to HEAD have no document; the status and the header are all there is.
    #expect(place.waits == [.seconds(7)])
  }

  @Test(arguments: [(403, "AccessDenied"), (404, "NoSuchBucket"), (400, "InvalidRequest"), (501, "NotImplemented")])
  func whatStaysWrongIsSentOnce(_ status: Int, _ code: String) async throws {
    let place = try FaultPlace()
    place.stub.add(StubRule(action: .answer(.error(status, code))))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 100))
    }
    #expect(place.stub.records.count == 1)
  }

  @Test func retriesOfManyRequestsShareABudget() async throws {
    let place = try FaultPlace(attempts: 10, budget: 200)
    place.stub.add(StubRule(action: .answer(.error(500, "InternalError"))))
    let store = place.store
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<60 {
        group.addTask {
          // Each of them fails; how much load that made is what is asked here.
          _ = try? await store.head(ObjectKey("k\(number)"), ReadOptions())
        }
      }
    }
    // 600 without the budget of 200.
    #expect(place.stub.records.count <= 260)
  }

  @Test func aStreamIsNotSentTwice() async throws {
    struct OneByte: ByteReader {
      func read(limit: Int) async throws -> [UInt8] { [] }
    }
    let place = try FaultPlace()
    place.stub.add(StubRule(action: .answer(.error(503, "SlowDown"))))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.put(ObjectKey("k"), body: .stream(OneByte(), lengthBytes: 0), WriteOptions())
    }
    #expect(place.stub.records.count <= 1)
  }
}
