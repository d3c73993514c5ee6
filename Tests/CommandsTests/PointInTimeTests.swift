import S3Client
import S3Protocol
import StorageModel
import Testing

@testable import Commands

@Suite struct PointInTimeTests {
  private let now = Timestamp(seconds: 1_790_000_000)

  @Test func momentsAndSpans() throws {
    let moment = try #require(PointInTime(argument: "2026-09-01T12:00Z")).timestamp(now: now)
    // What a listing shows of a time is its second: all of it counts.
    #expect(moment == Timestamp(seconds: moment.seconds, nanoseconds: 999_999_999))
    #expect(moment.iso8601.hasPrefix("2026-09-01T12:00:00"))
    let exact = try #require(PointInTime(argument: "2026-09-01T12:00:00.25Z")).timestamp(now: now)
    #expect(exact.iso8601 == "2026-09-01T12:00:00.250Z")
    #expect(try #require(PointInTime(argument: "2026-09-01")).timestamp(now: now).iso8601.hasPrefix("2026-09-01T00:00"))
    #expect(try #require(PointInTime(argument: "3d")).timestamp(now: now).seconds == now.seconds - 3 * 86_400)
    #expect(PointInTime(argument: "yesterday") == nil)
  }

  private func key(_ versions: (id: String, second: Int64, marker: Bool)...) -> KeyVersions {
    let key = ObjectKey("k")
    return KeyVersions(
      key: key,
      versions: versions.enumerated().map { index, version in
        let time = Timestamp(seconds: version.second)
        guard !version.marker else {
          return VersionSummary(deleteMarker: key, versionID: version.id, isLatest: index == 0, lastModified: time)
        }
        let object = ObjectSummary(key: key, sizeBytes: 1, etag: ETag(verbatim: "\"e\""), lastModified: time)
        return VersionSummary(object: object, versionID: version.id, isLatest: index == 0)
      })
  }

  @Test func theVersionBeforeThoseThatWereMade() {
    let versions = key(("e", 5, false), ("d", 5, true), ("c", 5, true), ("b", 5, false), ("a", 5, false))
    #expect(versions.current(before: ["b", "e"])?.versionID == "a")
    #expect(versions.current(before: ["e"]) == nil)
    // A marker that was asked for twice stands before the object that it hides.
    #expect(versions.current(before: ["d"])?.versionID == "b")
    #expect(versions.current(before: ["a"]) == nil)
    #expect(versions.current(before: ["gone"])?.versionID == "e")
  }

  @Test func whatAWriteMadeThatWasSentTwice() {
    let versions = key(("e", 50, false), ("d", 50, false), ("c", 47, false), ("b", 46, false), ("a", 45, true))
    func twins(_ id: String, _ span: Duration, _ others: Set<String> = []) -> [String] {
      versions.repetitions(of: id, within: span, before: others)
    }
    // A second more than the span, as times are whole seconds.
    #expect(twins("e", .zero) == ["d"])
    #expect(twins("e", .seconds(2)) == ["d", "c"])
    #expect(twins("e", .milliseconds(2_001)) == ["d", "c", "b"])
    #expect(twins("e", .seconds(100)) == ["d", "c", "b"], "not the delete marker")
    #expect(twins("e", .seconds(100), ["c"]) == ["d"], "what another run made")
    #expect(twins("a", .seconds(9)).isEmpty && twins("gone", .seconds(9)).isEmpty)
  }

  @Test func otherContentIsNoRepetition() {
    let (new, old) = (key(("b", 5, false)), key(("a", 5, false)))
    var versions = new.versions + old.versions
    versions[1].object.sizeBytes += 1
    #expect(
      KeyVersions(key: new.key, versions: versions).repetitions(of: "b", within: .seconds(9), before: []).isEmpty)
    versions[1] = old.versions[0]
    versions[1].object.etag = ETag("other")
    #expect(
      KeyVersions(key: new.key, versions: versions).repetitions(of: "b", within: .seconds(9), before: []).isEmpty)
  }

  @Test func theVersionOfAMoment() {
    let versions = key(("c", 30, false), ("b", 20, true), ("a", 10, false))
    #expect(versions.current(at: Timestamp(seconds: 35))?.versionID == "c")
    #expect(versions.current(at: Timestamp(seconds: 25)) == nil)
    #expect(versions.current(at: Timestamp(seconds: 10))?.versionID == "a")
    #expect(versions.current(at: Timestamp(seconds: 5)) == nil)
  }

  @Test func purgeKeepsTheLatestAndTheNewestOld() {
    let versions = key(("d", 40, false), ("c", 30, false), ("b", 20, false), ("a", 10, false))
    let all = Purge(keeping: 0, replacedBefore: Timestamp(seconds: 100))
    #expect(all.victims(of: versions).map(\.versionID) == ["c", "b", "a"])
    let keeping = Purge(keeping: 2, replacedBefore: Timestamp(seconds: 100))
    #expect(keeping.victims(of: versions).map(\.versionID) == ["a"])
    // What was replaced at 30 and 40 is too young.
    let young = Purge(keeping: 0, replacedBefore: Timestamp(seconds: 25))
    #expect(young.victims(of: versions).map(\.versionID) == ["a"])
    let deleted = key(("m", 40, true), ("a", 10, false))
    #expect(all.victims(of: deleted).map(\.versionID) == ["a", "m"])
    #expect(young.victims(of: deleted).isEmpty)
  }
}
