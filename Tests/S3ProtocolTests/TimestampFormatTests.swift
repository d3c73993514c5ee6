import S3Protocol
import StorageModel
import Testing

@Suite struct TimestampFormatTests {
  @Test(
    arguments: [
      ("2009-10-12T17:50:30.000Z", 1_255_369_830_000_000_000), ("2009-10-12T17:50:30Z", 1_255_369_830_000_000_000),
      ("2009-10-12T17:50:30.123456789Z", 1_255_369_830_123_456_789),
      ("2009-10-12T17:50:30.1234567899Z", 1_255_369_830_123_456_789),
      ("2009-10-12T17:50:30", 1_255_369_830_000_000_000), ("2009-10-12T19:50:30+02:00", 1_255_369_830_000_000_000),
      ("2009-10-12T15:50:30-0200", 1_255_369_830_000_000_000), ("2009-10-12", 1_255_305_600_000_000_000),
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1_000_000),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000), ("0001-01-01T00:00:00Z", Int64.min),
      ("9999-12-31T23:59:59Z", .max),
    ] as [(String, Int64)])
  func readsISO8601(text: String, nanoseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "2009", "2009-13-01", "2009-00-01", "2009-02-29", "2100-02-29", "2009-04-31", "2009-10-12T24:00:00Z",
    "2009-10-12T17:60:00Z",
    "2009-10-12T17:50:61Z", "2009-10-12T17:50:30.Z", "2009-10-12T17:50:30.000Zx", "2009-10-12T17:50Z", " 2009-10-12",
    "2009-1-12", "+2009-10-12", "2009-10-12T17:50:30+2", "2009-10-12T17:50:30+24:00", "0000-01-01", "２009-10-12",
  ])
  func refusesISO8601(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test func writesISO8601WithMilliseconds() {
    #expect(Timestamp(nanoseconds: 1_255_369_830_123_999_999).iso8601 == "2009-10-12T17:50:30.123Z")
    #expect(Timestamp(nanoseconds: -1).iso8601 == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp(nanoseconds: .min).iso8601 == "1677-09-21T00:12:43.145Z")
    #expect(Timestamp(nanoseconds: .max).iso8601 == "2262-04-11T23:47:16.854Z")
  }

  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 UTC",
  ])
  func readsHTTPDates(text: String) {
    #expect(Timestamp(httpDate: text)?.seconds == 784_111_777)
  }

  @Test(arguments: [
    "", "Sun", "Sun,", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 PST",
    "Sun, 06 nov 1994 08:49:37 GMT", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "784111777",
    "Sun, 06 Nov 1994 08:49:37 GMT,", "Sun, 00 Nov 1994 08:49:37 GMT",
  ])
  func refusesHTTPDates(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }

  @Test func yearsOfTwoDigitsTurnAtSeventy() {
    #expect(Timestamp(httpDate: "Thursday, 01-Jan-70 00:00:00 GMT")?.seconds == 0)
    #expect(Timestamp(httpDate: "Tuesday, 01-Jan-69 00:00:00 GMT")?.httpDate == "Tue, 01 Jan 2069 00:00:00 GMT")
  }

  @Test func bothFormsComeBack() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = WireRandom(seed: seed)
    for _ in 0..<2000 {
      let time = random.time()
      #expect(Timestamp(iso8601: time.iso8601) == time, "seed \(seed)")
      let second = random.headerTime()
      #expect(Timestamp(httpDate: second.httpDate) == second, "seed \(seed)")
      #expect(time.wholeSeconds.httpDate == time.httpDate, "seed \(seed)")
    }
  }
}
