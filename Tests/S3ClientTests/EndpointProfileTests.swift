import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Testing

@testable import S3Client

@Suite struct EndpointProfileTests {
  private let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])
  private static let written = HTTPResponse(200, "", [("ETag", "\"new\"")])
  private static let modified = ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")

  private func store(
    _ sender: ScriptedSender, _ change: (inout EndpointProfile) -> Void
  ) throws -> S3Store {
    var options = S3ClientOptions()
    options.endpointURL = "http://s3.example.com"
    var settings = try S3ClientSettings(options, world.environment)
    change(&settings.known)
    let chain = try CredentialsChain(options, settings, world.environment, sender: sender)
    let service = S3Service(
      settings, credentials: CredentialsProvider(chain, now: world.environment.now), sender: sender,
      environment: world.environment)
    return service.bucket(try #require(BucketName("bucket")))
  }

  /// An endpoint with one object `there`, which takes every write.
  private func sender() -> ScriptedSender {
    ScriptedSender { request, _ in
      guard request.method == .head else { return Self.written }
      return request.url.hasSuffix("/there")
        ? HTTPResponse(200, "", [("ETag", "\"old\""), ("Content-Length", "1"), Self.modified])
        : HTTPResponse(404, "", [])
    }
  }

  @Test func conditionsThatTheEndpointDecidesAreSent() async throws {
    let sender = sender()
    let store = try store(sender) { _ in }
    _ = try await store.put(ObjectKey("there"), body: .bytes([1]), WriteOptions(condition: .onlyIfAbsent))
    #expect(sender.sent.map(\.method) == [.put])
    #expect(sender.sent[0].fields["if-none-match"] == "*")
  }

  @Test func conditionsThatItDoesNotDecideAreLookedAtBefore() async throws {
    let sender = sender()
    let store = try store(sender) {
      $0.decidesIfAbsent = false
      $0.decidesIfMatches = false
    }
    let old = ETag("old")
    let refused: [(String, WriteCondition)] = [
      ("there", .onlyIfAbsent), ("there", .onlyIfMatches(ETag("other"))), ("missing", .onlyIfMatches(old)),
    ]
    for (key, condition) in refused {
      await #expect(throws: StoreError.self) {
        _ = try await store.put(ObjectKey(key), body: .bytes([1]), WriteOptions(condition: condition))
      }
    }
    #expect(sender.sent.allSatisfy { $0.method == .head })
    _ = try await store.put(ObjectKey("missing"), body: .bytes([1]), WriteOptions(condition: .onlyIfAbsent))
    _ = try await store.put(ObjectKey("there"), body: .bytes([1]), WriteOptions(condition: .onlyIfMatches(old)))
    let puts = sender.sent.filter { $0.method == .put }
    #expect(puts.count == 2)
    #expect(puts.allSatisfy { $0.fields["if-none-match"] == nil && $0.fields["if-match"] == nil })
  }

  @Test func partsKeepToTheEndpointsLimits() throws {
    let store = try store(sender()) {
      $0.maximumParts = 1000
      $0.maximumPartBytes = 1
    }
    #expect(store.limits.maximumParts == 1000)
    // S3's own least part size still holds.
    #expect(store.limits.maximumPartBytes == store.limits.minimumPartBytes)
    #expect(try self.store(sender()) { $0.maximumParts = 1 << 40 }.limits.maximumParts == 10_000)
  }

  @Test func requestsAreCountedByWhatTheyCost() async throws {
    let sender = ScriptedSender { request, _ in
      switch request.method {
      case .get where request.url.contains("list-type"):
        .document("ListBucketResult", "<IsTruncated>false</IsTruncated>")
      case .get: HTTPResponse(200, "four", [("ETag", "\"e\""), ("Content-Length", "4"), Self.modified])
      case .delete: HTTPResponse(204, "", [])
      default: Self.written
      }
    }
    let store = try store(sender) { _ in }
    _ = try await store.put(ObjectKey("k"), body: .bytes([1, 2, 3]), WriteOptions())
    _ = try await store.get(ObjectKey("k"), ReadOptions(), into: .memory(limitBytes: 16))
    _ = try await store.list(ListRequest())
    try await store.service.deleteVersion(ObjectKey("k"), in: store.bucket, versionID: nil)
    let usage = store.service.usage
    #expect((usage.writes, usage.lists, usage.reads, usage.deletes) == (1, 1, 1, 1))
    #expect(usage.sentBytes == 3)
  }
}
