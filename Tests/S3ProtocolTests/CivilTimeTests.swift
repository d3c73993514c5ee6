import S3Protocol
import StorageModel
import Testing

@Suite struct CivilTimeTests {
  @Test(arguments: [
    (Int64(0), "19700101T000000Z", 4), (1_369_353_600, "20130524T000000Z", 5), (951_782_400, "20000229T000000Z", 2),
    (4_107_542_399, "21000228T235959Z", 0), (4_107_542_400, "21000301T000000Z", 1), (-1, "19691231T235959Z", 3),
    (1_788_220_800, "20260901T000000Z", 2),
  ])
  func knownTimes(seconds: Int64, text: String, weekday: Int) {
    let civil = CivilTime(Timestamp(seconds: seconds))
    #expect(civil.basic == text)
    #expect(civil.dateStamp == text.prefix(8))
    #expect(civil.weekday == weekday)
    #expect(CivilTime(basic: text) == civil)
    #expect(civil.timestamp.seconds == seconds)
  }

  @Test func fractionsAreDroppedDownwards() {
    #expect(CivilTime(Timestamp(nanoseconds: -1)).basic == "19691231T235959Z")
    #expect(CivilTime(Timestamp(nanoseconds: 999_999_999)).basic == "19700101T000000Z")
    #expect(CivilTime(Timestamp(nanoseconds: .min)).year == 1677)
    #expect(CivilTime(Timestamp(nanoseconds: .max)).year == 2262)
  }

  @Test func everyDayOfFourHundredYearsComesBack() {
    let wrong = (Int64(-73_000)...73_097).filter { day in
      let civil = CivilTime(Timestamp(seconds: day * 86_400))
      return CivilTime(year: civil.year, month: civil.month, day: civil.day) != civil
        || civil.timestamp.seconds != day * 86_400
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: [
    "", "20130524", "20130524T000000", "20130524t000000Z", "20130524T000000z", "2013-05-24T00:00:00Z",
    "20130230T000000Z",
    "20130001T000000Z", "20131301T000000Z", "20130100T000000Z", "20130101T240000Z", "20130101T006000Z",
    "20130101T000060Z", "00000101T000000Z", "+2130524T000000Z", "20130524T000000ZZ", " 20130524T00000Z",
  ])
  func malformed(text: String) {
    #expect(CivilTime(basic: text) == nil)
  }
}
