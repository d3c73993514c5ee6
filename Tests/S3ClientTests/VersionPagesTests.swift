import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel
import Testing

@testable import S3Client

@Suite struct VersionPagesTests {
  private let world = TestEnvironment(variables: ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "secret"])

  /// Pages of `(key, id, isLatest, isMarker)`; the id is its time as well.
  private func reader(_ pages: [[(String, Int, Bool, Bool)]]) throws -> KeyVersionsReader {
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
    var options = S3ClientOptions()
    options.endpointURL = "http://s3.example.com"
    let service = try S3Service(options, environment: world.environment, sender: ScriptedSender(answers))
    return KeyVersionsReader(service: service, bucket: try #require(BucketName("bucket")), prefix: [])
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
}
