import FolderFixtures
import S3Stub
import StorageModel
import Testing

/// What goes wrong before anything can go right is told apart, without long retries, and nothing is created unasked.
@Suite struct ClassificationTests {
  private func source(_ place: Sandbox) throws -> String {
    let source = try place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    return source
  }

  @Test func aMissingBucketIsNotCreated() async throws {
    let server = try await ServerProcess.cairn()
    let place = server.sandbox
    let run = try await place.sync(try source(place), "s3://mistyped")
    #expect(run.exit == 4, "\(run.transcript)")
    #expect(run.transcript.contains("NoSuchBucket"))
    let buckets = try await place.cairn("bucket", "list")
    #expect(buckets.exit == 0 && !buckets.output.contains("mistyped"), "\(buckets.transcript)")
  }

  @Test(arguments: [["AWS_SECRET_ACCESS_KEY": "wrong"], ["AWS_ACCESS_KEY_ID": "AKIANOBODY"]])
  func wrongCredentialsAreCalledThat(_ wrong: [String: String]) async throws {
    let server = try await ServerProcess.cairn()
    var place = server.sandbox
    place.environment.merge(wrong) { _, new in new }
    let run = try await place.sync(try source(place), "s3://bucket")
    #expect(run.exit == 6, "\(run.transcript)")
  }

  @Test func noCredentialsAtAllAreCalledThat() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    var place = try Sandbox(endpoint: stub.endpoint)
    place.environment["AWS_ACCESS_KEY_ID"] = nil
    place.environment["AWS_SECRET_ACCESS_KEY"] = nil
    let run = try await place.sync(try source(place), "s3://bucket")
    #expect(run.exit == 6, "\(run.transcript)")
    #expect(stub.records.isEmpty)
  }

  @Test(arguments: ["http://127.0.0.1:1", "http://host.invalid:9000", "https://127.0.0.1:1"])
  func anEndpointThatIsNotThereIsUnreachable(_ endpoint: String) async throws {
    let place = try Sandbox(endpoint: endpoint)
    let run = try await place.sync(try source(place), "s3://bucket", "--max-attempts", "2")
    #expect(run.exit == 5, "\(run.transcript)")
  }

  @Test func anEndpointThatIsNoS3IsSaidSo() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    var page = StubResponse(status: 200, fields: HTTPFields([("Content-Type", "text/html")]))
    page.replaceBody(Array("<html><body>It works!</body></html>".utf8))
    stub.add(StubRule(action: .answer(page)))
    let place = try Sandbox(endpoint: stub.endpoint)
    let run = try await place.sync(try source(place), "s3://bucket", "--max-attempts", "2")
    #expect([1, 5].contains(run.exit), "\(run.transcript)")
  }

  @Test func aDeniedListIsNoEmptyBucket() async throws {
    let stub = try StubServer()
    defer { stub.stop() }
    stub.withModel { $0.put([1], at: "theirs", in: "bucket") }
    stub.add(StubRule("ListObjectsV2", action: .answer(.error(403, "AccessDenied"))))
    let place = try Sandbox(endpoint: stub.endpoint)
    let run = try await place.sync(try source(place), "s3://bucket", "--delete")
    #expect(run.exit == 6, "\(run.transcript)")
    #expect(stub.withModel { $0.contents(of: "bucket").count } == 1)
  }

  @Test func anUnknownOptionNamesTheNearest() async throws {
    let place = try Sandbox(endpoint: "http://127.0.0.1:1")
    let run = try await place.cairn("sync", "a", "s3://b", "--max-delet", "3")
    #expect(run.exit == 2, "\(run.transcript)")
    #expect(run.errors.contains("--max-delete"), "\(run.transcript)")
    #expect(run.output.isEmpty)
  }
}
