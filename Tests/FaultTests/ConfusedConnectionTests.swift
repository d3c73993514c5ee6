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

  /// The second copy may be taken for the answer to the next request: HTTP/1.1 answers carry no name. What names its
  /// contents (a listing its bucket, an object its ETag) must be looked at.
  @Test func anAnswerSentTwiceIsNoListing() async throws {
    let place = try FaultPlace()
    place.put(noise(100, seed: 1), at: "a")
    place.stub.add(StubRule("GetObject", action: .duplicate))
    for _ in 0..<5 {
      _ = try await get(place, "a")
      #expect(try await place.listAll(place.store) == [ObjectKey("a")])
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
