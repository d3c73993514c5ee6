import HTTPTransport
import S3Stub
import StorageModel
import Testing

/// The endpoint that the other tests lean on.
@Suite struct StubServerTests {
  let stub: StubServer
  let transport: CurlTransport

  init() throws {
    stub = try StubServer()
    var configuration = TransportConfiguration()
    configuration.idleTimeout = .milliseconds(300)
    configuration.proxy = .none
    transport = try CurlTransport(configuration)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, _ fields: [(String, String)] = [], body: [UInt8]? = nil
  ) async throws(TransportError) -> HTTPResponse {
    var request = HTTPRequest(method: method, url: stub.endpoint + path)
    request.fields = HTTPFields(fields.map { (name: $0.0, value: $0.1) })
    request.body = body.map { .bytes($0) }
    return try await transport.send(request, into: .memory(limitBytes: 1 << 20))
  }

  @Test func objectsAreKeptListedAndDeleted() async throws {
    defer { stub.stop() }
    #expect(try await send(.put, "/bucket/a%20b", body: Array("one".utf8)).status == 200)
    #expect(try await send(.put, "/bucket/d/e", body: Array("two".utf8)).status == 200)
    let got = try await send(.get, "/bucket/a%20b")
    #expect(got.body == Array("one".utf8))
    #expect(got.fields["ETag"] == "\"f97c5d29941bfb1b2fdab0874906ab82\"")
    #expect(try await send(.get, "/bucket/d/e", [("Range", "bytes=1-1")]).body == Array("w".utf8))
    let page = try await send(.get, "/bucket?list-type=2&delimiter=%2F&encoding-type=url")
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(text.contains("<Key>a%20b</Key>") && text.contains("<Prefix>d/</Prefix>"))
    #expect(try await send(.delete, "/bucket/d/e").status == 204)
    #expect(try await send(.get, "/bucket/d/e").status == 404)
    #expect(stub.operationCounts == ["PutObject": 2, "GetObject": 3, "ListObjectsV2": 1, "DeleteObject": 1])
  }

  @Test func pagesFollowOneAnother() async throws {
    defer { stub.stop() }
    stub.withModel { model in
      for number in 0..<5 { model.put([], at: "k\(number)", in: "bucket") }
      model.pageLimit = 2
    }
    var token = ""
    var keys: [String] = []
    for _ in 0..<3 {
      let query = token.isEmpty ? "" : "&continuation-token=\(token)"
      let text = String(decoding: try await send(.get, "/bucket?list-type=2" + query).body, as: UTF8.self)
      keys += text.split(separator: "<Key>").dropFirst().map { String($0.prefix(2)) }
      token = text.split(separator: "<NextContinuationToken>").dropFirst().first.map { String($0.prefix(8)) } ?? ""
    }
    #expect(keys == ["k0", "k1", "k2", "k3", "k4"])
    #expect(token.isEmpty)
  }

  @Test func partsMakeAnObject() async throws {
    defer { stub.stop() }
    let created = String(decoding: try await send(.post, "/bucket/m?uploads").body, as: UTF8.self)
    #expect(created.contains("<UploadId>upload-1</UploadId>"))
    var tags: [String] = []
    for (number, body) in [(1, "abc"), (2, "de")] {
      let path = "/bucket/m?partNumber=\(number)&uploadId=upload-1"
      tags.append(try await send(.put, path, body: Array(body.utf8)).fields["ETag"] ?? "")
    }
    let parts = tags.enumerated().map { "<Part><PartNumber>\($0 + 1)</PartNumber><ETag>\($1)</ETag></Part>" }
    let document = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
    #expect(try await send(.post, "/bucket/m?uploadId=upload-1", body: Array(document.utf8)).status == 200)
    #expect(stub.withModel { $0.contents(of: "bucket") } == [ObjectKey("m"): Array("abcde".utf8)])
    #expect(stub.withModel { $0.uploads.isEmpty })
  }

  @Test func anActionMeetsTheOccurrenceThatItNames() async throws {
    defer { stub.stop() }
    stub.add(StubRule("GetObject", occurrences: 2...2, action: .answer(.error(503, "SlowDown"))))
    stub.withModel { $0.put([1], at: "k", in: "bucket") }
    var statuses: [Int] = []
    for _ in 0..<3 { statuses.append(try await send(.get, "/bucket/k").status) }
    #expect(statuses == [200, 503, 200])
  }

  @Test(arguments: [StubAction.finish(afterBytes: 40), .reset(afterBytes: 40), .stall(afterBytes: 40), .raw([1, 2])])
  func aCutAnswerIsAnError(_ action: StubAction) async throws {
    defer { stub.stop() }
    stub.withModel { $0.put([1, 2, 3], at: "k", in: "bucket") }
    stub.add(.first("GetObject", action))
    await #expect(throws: TransportError.self) { try await send(.get, "/bucket/k") }
    #expect(try await send(.get, "/bucket/k").body == [1, 2, 3])
  }

  @Test func aBodyIsComparedWithItsDigests() async throws {
    defer { stub.stop() }
    let wrong = String(repeating: "0", count: 64)
    #expect(try await send(.put, "/bucket/k", [("x-amz-content-sha256", wrong)], body: [1]).status == 400)
    #expect(try await send(.put, "/bucket/k", [("x-amz-checksum-crc32", "AAAAAA==")], body: [1]).status == 400)
    #expect(stub.withModel { $0.contents(of: "bucket").isEmpty })
  }
}
