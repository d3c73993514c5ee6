import S3Protocol
import StorageModel
import Testing

@Suite struct RangeHeaderTests {
  @Test(
    arguments: [
      ("bytes=0-0", .from(0, through: 0)), ("bytes=5-", .from(5, through: nil)), ("bytes=-5", .suffix(5)),
      ("bytes=-0", .suffix(0)),
      ("bytes=0-9223372036854775807", .from(0, through: .max)),
    ] as [(String, RangeHeader)])
  func reads(value: String, expected: RangeHeader) {
    #expect(RangeHeader(value) == expected)
    #expect(RangeHeader(expected.headerValue) == expected)
  }

  @Test(arguments: [
    "", "bytes", "bytes=", "bytes=-", "bytes=5", "0-5", "bytes=5-4", "bytes=a-b", "bytes=1-2,4-5", "bytes=0-2, 4-",
    "items=0-1",
    "bytes= 0-1", "bytes=0-1 ", "bytes=--5", "bytes=5--1", "bytes=0-9223372036854775808", "bytes=+1-2", "bytes=0x0-1",
  ])
  func malformedRangesAreIgnored(value: String) {
    #expect(RangeHeader(value) == nil)
  }

  @Test func resolves() throws {
    func range(_ value: String, of size: Int64) throws -> RangeHeader.Resolution {
      try #require(RangeHeader(value)).resolve(sizeBytes: size)
    }
    func partial(_ first: Int64, _ last: Int64) throws -> RangeHeader.Resolution {
      .partial(try #require(ByteRange(first: first, last: last)))
    }
    #expect(try range("bytes=0-3", of: 10) == partial(0, 3))
    #expect(try range("bytes=4-", of: 10) == partial(4, 9))
    #expect(try range("bytes=4-100", of: 10) == partial(4, 9))
    #expect(try range("bytes=9-9", of: 10) == partial(9, 9))
    #expect(try range("bytes=-3", of: 10) == partial(7, 9))
    #expect(try range("bytes=-100", of: 10) == partial(0, 9))
    #expect(try range("bytes=0-9223372036854775807", of: .max) == partial(0, .max - 1))
    for value in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=9223372036854775807-"] {
      #expect(try range(value, of: 10) == .unsatisfiable, "\(value)")
    }
    for value in ["bytes=0-", "bytes=0-0", "bytes=-1"] { #expect(try range(value, of: 0) == .unsatisfiable) }
  }

  @Test func contentRangeComesBack() throws {
    let range = try #require(ByteRange(first: 2, last: 5))
    for value in [
      ContentRange(range: range, sizeBytes: 10), ContentRange(range: range, sizeBytes: nil),
      ContentRange(range: nil, sizeBytes: 10),
    ] {
      #expect(ContentRange(value.headerValue) == value)
    }
    #expect(ContentRange(range: range, sizeBytes: 10).headerValue == "bytes 2-5/10")
  }

  @Test(arguments: [
    "", "bytes", "bytes 0-9", "bytes 0-9/", "bytes 0-10/10", "bytes 5-4/10", "bytes */*", "bytes -1-2/10",
    "items 0-1/2",
    "bytes 0-9223372036854775807/*", "bytes 0-1/-2", "bytes 0-1/2/3",
  ])
  func refusesContentRange(value: String) {
    #expect(ContentRange(value) == nil)
  }
}
