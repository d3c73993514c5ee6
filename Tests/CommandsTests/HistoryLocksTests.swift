import Testing

@testable import Commands

@Suite struct HistoryLocksTests {
  @Test(
    arguments: [
      (true, true, true, "go along"), (nil, true, true, "go along"), (true, false, false, "b has no object lock"),
      (nil, false, false, "if it has any"), (true, nil, false, "may not be read"), (nil, nil, false, "may not be read"),
      (false, true, false, nil), (false, false, false, nil), (false, nil, false, nil),
    ] as [(Bool?, Bool?, Bool, String?)])
  func locksGoWhereBothBucketsHaveThem(_ source: Bool?, _ target: Bool?, _ areTaken: Bool, _ words: String?) {
    let locks = HistoryLocks(source: "a", source, target: "b", target)
    #expect(locks.areTaken == areTaken)
    #expect((locks.notice == nil) == (words == nil))
    if let words { #expect(locks.notice?.contains(words) == true, "\(locks.notice ?? "")") }
  }
}
