import S3Protocol
import StorageModel
import Testing

@Suite struct RequestConditionsTests {
  private let etag = ETag("abc")
  private let modified = Timestamp(nanoseconds: 1_000_500_000_000)
  private var before: Timestamp { Timestamp(seconds: 999) }
  private var same: Timestamp { Timestamp(seconds: 1000) }

  private func verdict(_ headers: [(name: String, value: String)]) -> RequestConditions.ReadVerdict {
    RequestConditions(HTTPFields(headers)).verdictForRead(etag: etag, lastModified: modified)
  }

  private func write(_ headers: [(name: String, value: String)], exists: Bool) -> S3ErrorCode? {
    do {
      try RequestConditions(HTTPFields(headers)).verifyWrite(current: exists ? (etag, modified) : nil)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(arguments: ["\"abc\"", "abc", "*", "\"x\", \"abc\"", "x,abc", " \"abc\" ", "W/\"abc\""])
  func tagsMatchWithAndWithoutQuotes(value: String) {
    #expect(verdict([("If-Match", value)]) == .proceed)
    #expect(verdict([("If-None-Match", value)]) == .notModified)
  }

  @Test(arguments: ["\"x\"", "x", "", "\"ab\"", "ABC"])
  func otherTagsDoNot(value: String) {
    #expect(verdict([("If-Match", value)]) == .preconditionFailed)
    #expect(verdict([("If-None-Match", value)]) == .proceed)
  }

  @Test func datesCompareInWholeSeconds() {
    #expect(verdict([("If-Modified-Since", same.httpDate)]) == .notModified)
    #expect(verdict([("If-Modified-Since", before.httpDate)]) == .proceed)
    #expect(verdict([("If-Unmodified-Since", same.httpDate)]) == .proceed)
    #expect(verdict([("If-Unmodified-Since", before.httpDate)]) == .preconditionFailed)
    #expect(verdict([("If-Unmodified-Since", "yesterday")]) == .proceed)
  }

  @Test func aTagSilencesTheDateBesideIt() {
    #expect(verdict([("If-Match", "abc"), ("If-Unmodified-Since", before.httpDate)]) == .proceed)
    #expect(verdict([("If-None-Match", "abc"), ("If-Modified-Since", before.httpDate)]) == .notModified)
    #expect(verdict([("If-None-Match", "x"), ("If-Modified-Since", same.httpDate)]) == .proceed)
    #expect(verdict([("If-Match", "x"), ("If-None-Match", "abc")]) == .preconditionFailed)
  }

  @Test func putOnlyIfAbsent() {
    #expect(write([("If-None-Match", "*")], exists: true) == .preconditionFailed)
    #expect(write([("If-None-Match", "*")], exists: false) == nil)
    #expect(write([("If-None-Match", "x")], exists: true) == nil)
    #expect(write([("If-None-Match", "abc")], exists: true) == .preconditionFailed)
  }

  @Test func putIfMatchOnAMissingKeyIs404() {
    #expect(write([("If-Match", "\"abc\"")], exists: false) == .noSuchKey)
    #expect(write([("If-Match", "*")], exists: false) == .noSuchKey)
    #expect(write([("If-Match", "abc")], exists: true) == nil)
    #expect(write([("If-Match", "*")], exists: true) == nil)
    #expect(write([("If-Match", "x")], exists: true) == .preconditionFailed)
  }

  @Test func noConditionsHold() {
    #expect(write([], exists: true) == nil)
    #expect(write([], exists: false) == nil)
    #expect(verdict([]) == .proceed)
    #expect(RequestConditions(HTTPFields()).isEmpty)
  }

  @Test func aCopySourceThatIsNotTheOneMeantIs412() {
    for (name, value) in [
      ("x-amz-copy-source-if-match", "x"), ("x-amz-copy-source-if-none-match", "abc"),
      ("x-amz-copy-source-if-modified-since", same.httpDate),
      ("x-amz-copy-source-if-unmodified-since", before.httpDate),
    ] {
      let conditions = RequestConditions(HTTPFields([(name, value)]), prefix: RequestConditions.copySourcePrefix)
      let error = #expect(throws: S3Error.self, "\(name)") {
        try conditions.verifyCopySource(etag: etag, lastModified: modified)
      }
      #expect(error?.code == .preconditionFailed)
      #expect(RequestConditions(HTTPFields([(name, value)])).isEmpty)
    }
  }
}
