import ObjectStores
import S3Client
import S3Protocol
import S3Stub
import StorageModel
import Synchronization
import Testing

/// Credentials that run out, clocks that are wrong, endpoints that send elsewhere.
@Suite struct CredentialFaultTests {
  /// Gives another key each time it is asked.
  private final class Rotating: CredentialsSource {
    private let count = Atomic<Int>(0)
    private let last: Int

    init(last: Int) { self.last = last }

    func fetch() async throws(StoreError) -> Credentials? {
      let number = min(count.add(1, ordering: .relaxed).newValue, last)
      return Credentials(accessKeyID: "KEY\(number)", secretAccessKey: "s\(number)", sessionToken: "t\(number)")
    }
  }

  private func expire(_ key: String, _ place: FaultPlace) {
    place.stub.add(StubRule(where: { $0.accessKey == key }, action: .answer(.error(400, "ExpiredToken"))))
  }

  @Test func expiredCredentialsAreRenewedOnce() async throws {
    let place = try FaultPlace(source: Rotating(last: 2))
    place.put([1], at: "k")
    expire("KEY1", place)
    let got = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 10))
    #expect(got.bytes == [1])
    #expect(place.stub.records.map(\.accessKey) == ["KEY1", "KEY2"])
    _ = try await place.store.head(ObjectKey("k"), ReadOptions())
    #expect(place.stub.records.last?.accessKey == "KEY2")
    #expect(place.waits.isEmpty)
  }

  @Test func credentialsThatStayExpiredAreAnError() async throws {
    let place = try FaultPlace(source: Rotating(last: 9))
    place.stub.add(StubRule(action: .answer(.error(400, "ExpiredToken"))))
    await #expect {
      _ = try await place.store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .expiredCredentials
    }
    #expect(place.stub.records.count == 2)
  }

  @Test func uploadsGoOnWithNewCredentials() async throws {
    let place = try FaultPlace(source: Rotating(last: 2))
    let store = place.store
    let id = try await store.createUpload(ObjectKey("k"), WriteOptions())
    expire("KEY1", place)
    let part = try await store.uploadPart(
      ObjectKey("k"), uploadID: id, number: 1, body: .bytes([5]), digests: BodyDigests())
    _ = try await store.completeUpload(ObjectKey("k"), uploadID: id, parts: [part], WriteOptions())
    #expect(place.contents[ObjectKey("k")] == [5])
  }

  @Test(arguments: [-1200, 1200, 31_536_000, -31_536_000]) func aWrongClockIsPutRight(_ seconds: Int) async throws {
    let place = try FaultPlace()
    place.stub.withModel { model in
      model.clockOffsetSeconds = seconds
      model.checksRequestTime = true
    }
    _ = try await place.store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    #expect(place.stub.records.map(\.status) == [403, 200])
    // What was learned holds for what follows, and for answers without a document.
    _ = try await place.store.head(ObjectKey("k"), ReadOptions())
    #expect(place.stub.records.map(\.status) == [403, 200, 200])
  }

  @Test func aClockThatCannotBePutRightIsAnError() async throws {
    let place = try FaultPlace()
    place.stub.add(StubRule(action: .answer(.error(403, "RequestTimeTooSkewed"))))
    await #expect {
      _ = try await place.store.put(ObjectKey("k"), body: .bytes([1]), WriteOptions())
    } throws: {
      ($0 as? StoreError)?.code == .clockSkew
    }
    #expect(place.stub.records.count <= 2)
  }

  @Test(
    arguments: [301, 302, 307, 308], ["http://%@/other/k", "https://%@/bucket/k", "//%@/k", "http://127.0.0.1:1/k"])
  func noRequestFollowsToAnotherPlace(_ status: Int, _ location: String) async throws {
    let place = try FaultPlace(attempts: 2)
    let elsewhere = try StubServer()
    defer { elsewhere.stop() }
    var answer = StubResponse.error(status, "PermanentRedirect")
    answer.fields.append("Location", location.replacing("%@", with: "127.0.0.1:\(elsewhere.port)"))
    place.stub.add(StubRule(action: .answer(answer)))
    await #expect(throws: StoreError.self) {
      _ = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 10))
    }
    #expect(elsewhere.connectionCount == 0)
  }

  @Test func theRegionOfABucketIsLearned() async throws {
    let place = try FaultPlace()
    place.put([1], at: "k")
    var answer = StubResponse.error(301, "PermanentRedirect")
    answer.fields.append("x-amz-bucket-region", "eu-north-1")
    place.stub.add(
      StubRule(where: { !($0.fields["Authorization"] ?? "").contains("eu-north-1") }, action: .answer(answer)))
    _ = try await place.store.head(ObjectKey("k"), ReadOptions())
    _ = try await place.store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 10))
    #expect(place.stub.records.map(\.status) == [301, 200, 200])
  }
}
