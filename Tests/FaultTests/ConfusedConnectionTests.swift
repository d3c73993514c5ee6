import FolderFixtures
import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// Connections on which more, less or something else comes than one answer to one request.
@Suite struct ConfusedConnectionTests {
  private func get(_ place: FaultPlace, _ key: String) async throws -> [UInt8] {
    try await place.store.get(ObjectKey(key), ReadOptions(), into: .memory(limitBytes: 1 << 20)).bytes
  }

  /// An operation whose answer says which key it is about.
  enum Exchange: String, CaseIterable, Sendable {
    case put = "PutObject"
    case head = "HeadObject"
    case get = "GetObject"
    case list = "ListObjectsV2"
  }

  /// Objects of lengths that tell them apart, and an exchange about one of them.
  private func carryOut(_ exchange: Exchange, _ place: FaultPlace, _ number: Int) async throws {
    let key = ObjectKey("k\(number)")
    let body = noise(100 + number, seed: UInt64(number))
    switch exchange {
    case .put:
      let result = try await place.store.put(key, body: .bytes(body), WriteOptions())
      let stored = place.stub.withModel { $0.buckets["bucket"]?[key]?.etag }
      #expect(result.etag.value == stored, "\(number)")
    case .head:
      place.put(body, at: "k\(number)")
      #expect(try await place.store.head(key, ReadOptions()).sizeBytes == Int64(body.count), "\(number)")
    case .get:
      place.put(body, at: "k\(number)")
      #expect(try await get(place, "k\(number)") == body, "\(number)")
    case .list:
      let keys = place.contents.keys.sorted()
      #expect(try await place.listAll(place.store) == keys, "\(number)")
    }
  }

  /// HTTP/1.1 answers carry no name. One that waits on a kept connection must not meet the next request.
  @Test(arguments: Exchange.allCases, Exchange.allCases) func anAnswerNobodyAskedForIsNotTaken(
    _ first: Exchange, _ second: Exchange
  ) async throws {
    let place = try FaultPlace()
    place.put(noise(50), at: "other")
    for number in 0..<4 {
      try await carryOut(first, place, 2 * number)
      let wrong = HTTPFields([("ETag", "\"0123456789abcdef0123456789abcdef\""), ("Last-Modified", "\(httpTime)")])
      place.stub.sendUnasked(StubResponse(status: 200, fields: wrong))
      try await carryOut(second, place, 2 * number + 1)
    }
    // On a busy machine more: curl takes no connection that waited for two minutes.
    #expect((5..<9).contains(place.stub.connectionCount), "each extra answer costs its connection, and nothing else")
    #expect(place.waits.isEmpty, "and no request")
  }

  /// Here the second copy arrives together with the first.
  @Test(arguments: Exchange.allCases, Exchange.allCases) func anAnswerSentTwiceAtOnceIsTakenOnce(
    _ first: Exchange, _ second: Exchange
  ) async throws {
    let place = try FaultPlace()
    place.put(noise(50), at: "other")
    place.stub.add(StubRule(first.rawValue, action: .duplicate))
    for number in 0..<4 {
      try await carryOut(first, place, 2 * number)
      try await carryOut(second, place, 2 * number + 1)
    }
  }

  @Test(arguments: [1, 20]) func interimAnswersArePassedOver(_ count: Int) async throws {
    let place = try FaultPlace()
    place.put([4, 5], at: "k")
    place.stub.add(StubRule("GetObject", action: .interim(count: count)))
    #expect(try await get(place, "k") == [4, 5])
  }

  @Test func aFloodOfInterimAnswersIsAnError() async throws {
    let place = try FaultPlace(attempts: 2)
    place.put([4, 5], at: "k")
    place.stub.add(StubRule("GetObject", action: .interim(count: 20_000)))
    await #expect(throws: StoreError.self) { _ = try await get(place, "k") }
  }

  @Test(arguments: [
    "", "\r\n\r\n", "HTTP/1.1", "HTTP/1.1 \r\n\r\n", "HTTP/1.1 999999 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc", "\u{0}\u{1}\u{2}\u{3}",
  ]) func garbageIsNoAnswer(_ text: String) async throws {
    let place = try FaultPlace(attempts: 2)
    place.put([4, 5], at: "k")
    place.stub.add(StubRule("GetObject", action: .raw(Array(text.utf8))))
    await #expect(throws: StoreError.self) { _ = try await get(place, "k") }
    place.stub.clearRules()
    #expect(try await get(place, "k") == [4, 5])
  }

  @Test func aHeaderWithoutEndIsBounded() async throws {
    let place = try FaultPlace(attempts: 2)
    let line = "X-Filler: " + String(repeating: "x", count: 1000) + "\r\n"
    let head = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 1100)
    place.stub.add(StubRule("GetObject", action: .raw(Array(head.utf8))))
    await #expect(throws: StoreError.self) { _ = try await get(place, "k") }
  }

  @Test func aHugeErrorIsBoundedAndClear() async throws {
    let place = try FaultPlace(attempts: 2)
    var answer = StubResponse.error(400, "InvalidRequest", message: String(repeating: "y", count: 10 << 20))
    answer.announcedLength = answer.body.count
    place.stub.add(StubRule("GetObject", action: .answer(answer)))
    await #expect {
      _ = try await get(place, "k")
    } throws: {
      ($0 as? StoreError)?.description.utf8.count ?? .max < 5000
    }
  }

  @Test func aCompressedErrorIsNotInflated() async throws {
    let place = try FaultPlace(attempts: 1)
    var answer = StubResponse(status: 503, fields: HTTPFields([("Content-Encoding", "gzip")]))
    answer.replaceBody([0x1f, 0x8b, 8, 0] + noise(2000))
    place.stub.add(StubRule("GetObject", action: .answer(answer)))
    await #expect(throws: StoreError.self) { _ = try await get(place, "k") }
    let sent = try #require(place.stub.records.first)
    #expect(sent.fields["Accept-Encoding"] == nil)
  }

  @Test func aWebPageIsNoListing() async throws {
    let place = try FaultPlace(attempts: 1)
    var page = StubResponse(status: 200, fields: HTTPFields([("Content-Type", "text/html")]))
    page.replaceBody(Array("<!DOCTYPE html><html><body>Welcome</body></html>".utf8))
    place.stub.add(StubRule(action: .answer(page)))
    await #expect {
      _ = try await place.listAll(place.store)
    } throws: {
      ($0 as? StoreError)?.description.contains("web page") == true
    }
  }
}

/// Of an answer that was made up.
private let httpTime = "Sun, 06 Nov 1994 08:49:37 GMT"
