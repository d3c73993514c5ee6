import Testing

@testable import Snapshots

@Suite struct RetentionPolicyTests {
  private func snapshots(_ times: [String], tags: [String] = []) throws -> [Snapshot] {
    try times.enumerated().map { number, text in
      let time = try #require(GoTime(Array(text.utf8)))
      var snapshot = Snapshot(time: time, tree: .none, paths: ["/"], hostname: "h")
      snapshot.id = StorageID(of: Array("\(number)".utf8))
      snapshot.tags = tags
      return snapshot
    }
  }

  private func kept(_ policy: RetentionPolicy, _ snapshots: [Snapshot]) -> [String] {
    policy.judge(snapshots, now: .max).filter(\.keeps).map { $0.snapshot.time.text }
  }

  @Test func emptyPolicyKeepsAll() throws {
    let all = try snapshots(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"])
    #expect(kept(RetentionPolicy(), all).count == 2)
  }

  @Test func lastAndDaily() throws {
    let all = try snapshots([
      "2026-01-01T08:00:00Z", "2026-01-01T20:00:00Z", "2026-01-02T08:00:00Z", "2026-01-03T08:00:00Z",
      "2026-01-03T09:00:00Z",
    ])
    var policy = RetentionPolicy()
    policy.last = 1
    #expect(kept(policy, all) == ["2026-01-03T09:00:00Z"])
    policy.last = 0
    policy.daily = 2
    #expect(kept(policy, all) == ["2026-01-03T09:00:00Z", "2026-01-02T08:00:00Z"])
    policy.daily = 9
    #expect(kept(policy, all).last == "2026-01-01T08:00:00Z", "the oldest stays while the count lasts")
  }

  @Test func daysAreThoseOfTheSnapshotsOwnZone() throws {
    let all = try snapshots(["2026-01-01T23:30:00-02:00", "2026-01-01T22:30:00-02:00"])
    var policy = RetentionPolicy()
    policy.daily = 1
    #expect(kept(policy, all) == ["2026-01-01T23:30:00-02:00"])
  }

  @Test func weeksBeginOnMonday() throws {
    let all = try snapshots(["2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z", "2026-11-29T12:00:00Z"])
    var policy = RetentionPolicy()
    policy.weekly = 2
    #expect(kept(policy, all) == ["2026-11-29T12:00:00Z", "2026-11-22T12:00:00Z"])
  }

  @Test func withinCountsFromTheNewest() throws {
    let all = try snapshots(["2025-12-31T12:00:00Z", "2026-02-27T12:00:01Z", "2026-03-31T12:00:00Z"])
    var policy = RetentionPolicy()
    policy.within = CalendarSpan("1m4d")
    #expect(kept(policy, all) == ["2026-03-31T12:00:00Z", "2026-02-27T12:00:01Z"])
    #expect(CalendarSpan("1x") == nil && CalendarSpan("") == nil && CalendarSpan("3") == nil)
  }

  @Test func tagsKeep() throws {
    let all = try snapshots(["2026-01-01T00:00:00Z"], tags: ["a", "b"])
    var policy = RetentionPolicy()
    policy.tagLists = [["a", "c"]]
    #expect(kept(policy, all).isEmpty)
    policy.tagLists.append(["b"])
    #expect(kept(policy, all).count == 1)
  }

  @Test func groups() throws {
    var all = try snapshots(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"])
    all[2].hostname = "other"
    #expect(SnapshotGroups(all, by: [.host, .paths]).groups.map(\.snapshots.count) == [2, 1])
    #expect(SnapshotGroups(all, by: []).groups.count == 1)
  }
}
