import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Testing

@testable import S3Client

@Suite struct VersionPagesTests {
  private let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])

  /// Pages of `(key, id, isLatest, isMarker)`; the id is its time as well.
  private func sender(_ pages: [[(String, Int, Bool, Bool)]]) -> ScriptedSender {
    let answers = pages.enumerated().map { index, versions in
      var body = "<IsTruncated>\(index + 1 < pages.count)</IsTruncated>"
      if index + 1 < pages.count { body += "<NextKeyMarker>marker\(index)</NextKeyMarker>" }
      for (key, id, isLatest, isMarker) in versions {
        let name = isMarker ? "DeleteMarker" : "Version"
        body +=
          "<\(name)><Key>\(key)</Key><VersionId>\(id)</VersionId><IsLatest>\(isLatest)</IsLatest>"
          + "<LastModified>2026-01-0\(id)T00:00:00Z</LastModified>"
          + (isMarker ? "" : "<ETag>\"e\"</ETag><Size>1</Size>") + "</\(name)>"
      }
      return HTTPResponse.document("ListVersionsResult", body)
    }
    return ScriptedSender(answers)
  }

  private func service(_ sender: ScriptedSender) throws -> S3Service {
    var options = S3ClientOptions()
    options.endpointURL = "http://s3.example.com"
    return try S3Service(options, environment: world.environment, sender: sender)
  }

  private func reader(_ pages: [[(String, Int, Bool, Bool)]]) throws -> KeyVersionsReader {
    KeyVersionsReader(service: try service(sender(pages)), bucket: try #require(BucketName("bucket")), prefix: [])
  }

  private func keys(_ pages: [[(String, Int, Bool, Bool)]]) async throws -> (keys: [String], order: ListingOrder) {
    var reader = try reader(pages)
    var found: [String] = []
    while let key = try await reader.next() {
      found.append("\(key.key):" + key.versions.map { $0.versionID }.joined())
    }
    return (found, reader.order)
  }

  @Test func versionsOfAKeyStayTogetherOverPages() async throws {
    let found = try await keys([
      [("a", 3, true, false), ("a", 2, false, true)], [("a", 1, false, false), ("b", 1, true, false)],
    ])
    #expect(found.keys == ["a:321", "b:1"])
    #expect(found.order == .bytes)
  }

  @Test func markersBehindEverythingAreSortedIn() async throws {
    let found = try await keys([[("a", 1, false, false), ("b", 2, true, false), ("a", 2, true, true)]])
    #expect(found.keys == ["a:21", "b:2"])
    #expect(found.order == .bytes)
  }

  @Test func folderOrderIsTakenAndSaid() async throws {
    let found = try await keys([
      [("a/x", 1, true, false), ("a-b", 1, true, false)], [("a.txt", 1, true, false), ("b", 1, true, false)],
    ])
    #expect(found.keys == ["a/x:1", "a-b:1", "a.txt:1", "b:1"])
    #expect(found.order == .folders)
  }

  @Test func aListingThatGoesBackIsRefused() async throws {
    await #expect(throws: StoreError.self) {
      _ = try await keys([[("b", 1, true, false)], [("a", 1, true, false)]])
    }
  }

  private func past(_ sender: ScriptedSender) throws -> PastStore {
    let bucket = try #require(BucketName("bucket"))
    let service = try service(sender)
    return PastStore(
      service: service, bucket: bucket, store: service.store(bucket), at: Timestamp(seconds: 1_900_000_000))
  }

  private static let folders = [
    [("a/x", 1, true, false), ("a/y", 1, true, false)], [("a-b", 1, true, false), ("b", 1, true, false)],
  ]

  /// Whoever cannot sort would miss what comes before the last key of a page by bytes and after it by folders.
  @Test func thePastInFolderOrderIsRefusedUnlessItIsAllowed() async throws {
    let strict = try past(sender(Self.folders))
    let error = await #expect(throws: StoreError.self) { _ = try await strict.list(ListRequest()) }
    #expect(error?.code == .invalidResponse && error?.cause is ListingOrderError)
    let lenient = try past(sender(Self.folders))
    var request = ListRequest(pageSize: 3)
    request.allowsFolderOrder = true
    let page = try await lenient.list(request)
    #expect(page.objects.map(\.key.description) == ["a/x", "a/y", "a-b"])
    // The next page begins behind the last key, in the endpoint's order.
    let asked = sender([[("b", 1, true, false)]])
    request.token = page.nextToken
    let rest = try await past(asked).list(request)
    #expect(rest.objects.map(\.key.description) == ["b"] && rest.nextToken == nil)
    #expect(asked.sent.map { $0.url.contains("key-marker=a-b") } == [true])
  }

  /// The page before ended with `a/y`: by bytes nothing after it may be `a-b`.
  @Test func folderOrderShowsBetweenTwoPagesToo() async throws {
    var request = ListRequest(startAfter: ObjectKey("a/y"))
    await #expect(throws: StoreError.self) { _ = try await past(sender([[("a-b", 1, true, false)]])).list(request) }
    request.allowsFolderOrder = true
    #expect(try await past(sender([[("a-b", 1, true, false)]])).list(request).objects.count == 1)
  }
}
