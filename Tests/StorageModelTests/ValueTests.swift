import StorageModel
import Testing

@Suite struct ValueTests {
  @Test(arguments: ["abc", "a.b-c", "0ab", String(repeating: "a", count: 63)])
  func bucketNames(name: String) { #expect(BucketName(name)?.text == name) }

  @Test(arguments: [
    "ab", "Abc", "a_b", "a..b", "-ab", "ab-", ".ab", "192.168.0.1", String(repeating: "a", count: 64), "a/b",
  ])
  func namesThatAreNoBuckets(name: String) { #expect(BucketName(name) == nil) }

  @Test func etagsLoseTheirQuotes() {
    #expect(ETag("\"abc\"") == ETag("abc"))
    #expect(ETag("W/\"abc\"").value == "abc")
    #expect(ETag("abc").quoted == "\"abc\"")
    let digest = String(repeating: "0", count: 32)
    #expect(ETag(digest).isMD5Shaped && ETag(digest).partCount == nil)
    #expect(ETag(digest + "-12").partCount == 12)
    #expect(ETag(digest + "-0").partCount == nil && ETag(digest + "-x").partCount == nil)
    #expect(!ETag(String(repeating: "g", count: 32)).isMD5Shaped)
  }

  @Test func timesBeforeTheEpochRoundDown() {
    let time = Timestamp(nanoseconds: -1)
    #expect(time.seconds == -1 && time.subsecondNanoseconds == 999_999_999)
    #expect(Timestamp(seconds: .max) == Timestamp(nanoseconds: .max))
    #expect(Timestamp(seconds: .min) == Timestamp(nanoseconds: .min))
    #expect(Timestamp(seconds: 2, nanoseconds: 5).nanoseconds == 2_000_000_005)
  }

  @Test func rangesDoNotOverflow() {
    #expect(ByteRange(offset: .max, lengthBytes: 2) == nil)
    #expect(ByteRange(offset: 0, lengthBytes: 0) == nil)
    #expect(ByteRange(first: 3, last: 2) == nil)
    #expect(ByteRange(offset: 5, lengthBytes: 10)?.headerValue == "bytes=5-14")
  }

  @Test func headerNamesCompareWithoutCase() {
    var fields = HTTPFields([("X-A", "1"), ("x-a", "2"), ("B", "3")])
    #expect(fields["x-A"] == "1" && fields.values("X-a") == ["1", "2"])
    fields["X-a"] = nil
    #expect(fields.fields.map(\.name) == ["B"])
  }
}
