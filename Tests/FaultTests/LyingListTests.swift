import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// Listings that cannot be true: an error, before anybody plans a delete by them.
@Suite struct LyingListTests {
  struct Lie: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// From which page on it is told.
    var page = 2
    let edit: @Sendable (String) -> String
  }

  static let lies: [Lie] = [
    Lie(testDescription: "out of order", page: 1) { $0.swapping("k0", "k1") },
    Lie(testDescription: "a key twice on a page") { $0.swapping("<Key>k3", "<Key>k2") },
    Lie(testDescription: "a key of the page before") { $0.replacingFirst("<Key>k2", "<Key>k1") },
    Lie(testDescription: "the page before again") { $0.replacingFirst("<Key>k2", "<Key>k0") },
    Lie(testDescription: "another bucket", page: 1) { $0.replacingFirst("<Name>bucket", "<Name>other") },
    Lie(testDescription: "truncated without a token", page: 1) { $0.removing("NextContinuationToken") },
    Lie(testDescription: "an empty token", page: 1) { $0.emptying("NextContinuationToken") },
    Lie(testDescription: "no end of the document") { String($0.dropLast(5)) },
    Lie(testDescription: "no IsTruncated", page: 1) { $0.removing("IsTruncated") },
    Lie(testDescription: "a negative size") { $0.replacingFirst("<Size>0", "<Size>-7") },
    Lie(testDescription: "a size that is none") { $0.replacingFirst("<Size>0", "<Size>many") },
    Lie(testDescription: "no key") { $0.replacingFirst("<Key>k2</Key>", "") },
    Lie(testDescription: "half an escape") { $0.replacingFirst("<Key>k2", "<Key>k2%F") },
    Lie(testDescription: "a document type") { "<!DOCTYPE x [<!ENTITY a \"b\">]>" + $0 },
    Lie(testDescription: "an error in a 200") { _ in "<Error><Code>InternalError</Code><Message>no</Message></Error>" },
    Lie(testDescription: "nothing at all") { _ in "" },
    Lie(testDescription: "another document") { _ in "<ListBucketsResult/>" },
  ]

  @Test(arguments: lies) func aListThatLiesIsRefused(_ lie: Lie) async throws {
    let place = try FaultPlace(attempts: 2)
    for number in 0..<6 { place.put([], at: "k\(number)") }
    place.stub.withModel { $0.pageLimit = 2 }
    #expect(try await place.listAll(place.store).count == 6)
    place.stub.add(
      StubRule(
        "ListObjectsV2", where: { ($0.parameter("continuation-token") == nil) == (lie.page == 1) },
        action: .rewrite { _, answer in answer.editText(lie.edit) }))
    await #expect(throws: StoreError.self) { _ = try await place.listAll(place.store) }
  }

  @Test func aRepeatedTokenEndsTheListing() async throws {
    let place = try FaultPlace(attempts: 1)
    for number in 0..<6 { place.put([], at: "k\(number)") }
    place.stub.withModel { $0.pageLimit = 2 }
    let pages = place.stub
    place.stub.add(
      StubRule(
        "ListObjectsV2", where: { $0.parameter("continuation-token") != nil },
        action: .rewrite { _, answer in
          answer.editText { $0.replacingFirst("<NextContinuationToken>token-k3", "<NextContinuationToken>token-k1") }
        }))
    await #expect(throws: StoreError.self) { _ = try await place.listAll(place.store) }
    #expect(pages.records.count < 10)
  }

  @Test func emptyPagesWithoutEndEnd() async throws {
    let place = try FaultPlace(attempts: 1)
    let empty = """
      <ListBucketResult><Name>bucket</Name><Prefix/><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>\
      <IsTruncated>true</IsTruncated><NextContinuationToken>PAGE</NextContinuationToken></ListBucketResult>
      """
    place.stub.add(
      StubRule(
        "ListObjectsV2",
        action: .rewrite { request, answer in
          answer = StubResponse(xml: empty.replacingFirst("PAGE", "t\(request.number)"))
        }))
    await #expect(throws: StoreError.self) { _ = try await place.listAll(place.store) }
    #expect(place.stub.records.count <= 1100)
  }

  @Test func pagesOfOneKeyAreRead() async throws {
    let place = try FaultPlace()
    for number in 0..<30 { place.put([], at: "k\(number)") }
    place.stub.withModel { $0.pageLimit = 1 }
    #expect(try await place.listAll(place.store).count == 30)
  }

  @Test func oddKeysComeBackAsTheyAre() async throws {
    let place = try FaultPlace()
    let names = [
      "a b", "a+b", "a%20b", "a%b", "&<>\"'", "tab\there", "new\nline", "é", "e\u{301}", "日本", "~!*'()", "a//b", "/x",
    ]
    for name in names { place.put([], at: name) }
    #expect(try await place.listAll(place.store) == names.map { ObjectKey($0) }.sorted())
  }

  @Test func bytesThatAreNoTextComeBackAsTheyAre() async throws {
    let place = try FaultPlace()
    let keys = [ObjectKey(bytes: [0x61, 0xff]), ObjectKey(bytes: [0x61, 0xfe, 0x2f])].sorted()
    for key in keys { _ = try await place.store.put(key, body: .bytes([1]), WriteOptions()) }
    #expect(try await place.listAll(place.store) == keys)
    #expect(try await place.store.get(keys[0], ReadOptions(), into: .memory(limitBytes: 9)).bytes == [1])
  }
}

extension String {
  fileprivate func replacingFirst(_ wanted: String, _ other: String) -> String {
    let parts = splitOnce(wanted)
    return parts.map { $0.0 + other + $0.1 } ?? self
  }

  fileprivate func swapping(_ one: String, _ other: String) -> String {
    replacingFirst(one, "\u{1}").replacingFirst(other, one).replacingFirst("\u{1}", other)
  }

  /// Without an element.
  fileprivate func removing(_ name: String) -> String {
    guard let head = splitOnce("<\(name)>"), let tail = head.1.splitOnce("</\(name)>") else { return self }
    return head.0 + tail.1
  }

  /// With nothing in an element.
  fileprivate func emptying(_ name: String) -> String {
    guard let head = splitOnce("<\(name)>"), let tail = head.1.splitOnce("</\(name)>") else { return self }
    return head.0 + "<\(name)></\(name)>" + tail.1
  }

  private func splitOnce(_ mark: String) -> (String, String)? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(mark) {
        return (String(self[..<index]), String(self[self.index(index, offsetBy: mark.count)...]))
      }
      index = self.index(after: index)
    }
    return nil
  }
}
