import Lifecycle
import S3Protocol
import StorageModel
import Testing

private let day: Int64 = 86_400
/// 2026-03-01T10:30:00Z
private let start = Timestamp(seconds: 1_772_361_000)
private let nextMidnight = Timestamp(seconds: 1_772_361_000 - 37_800 + 86_400)

private func rule(_ id: String = "r", prefix: String = "", _ change: (inout LifecycleRule) -> Void) -> LifecycleRule {
  var rule = LifecycleRule(id: id, filter: .init(prefix: Array(prefix.utf8)))
  change(&rule)
  return rule
}

private func object(
  _ key: String = "key", size: Int64 = 1 << 20, tags: [ObjectTag] = [], storageClass: String? = nil
) -> VersionFacts {
  VersionFacts(key: ObjectKey(key), sizeBytes: size, tags: tags, modified: start, storageClass: storageClass)
}

private func marker(only: Bool) -> VersionFacts {
  VersionFacts(key: ObjectKey("key"), sizeBytes: 0, modified: start, isDeleteMarker: true, isOnlyVersion: only)
}

private func later(_ days: Int64) -> Timestamp { Timestamp(seconds: start.seconds + days * day) }

@Suite struct LifecycleEvaluatorTests {
  private func decide(
    _ rules: [LifecycleRule], _ facts: VersionFacts, at now: Timestamp, versioning: VersioningStatus? = nil,
    day: DayLength = .calendar
  ) -> LifecycleDecision? {
    LifecycleEvaluator(rules, versioning: versioning, day: day).decision(for: facts, at: now)
  }

  @Test func daysEndAtTheMidnightAfterwards() throws {
    let rules = [rule("one") { $0.expiration = .days(1) }]
    let decision = try #require(decide(rules, object(), at: start))
    #expect(decision.date == Timestamp(seconds: nextMidnight.seconds + day))
    #expect(decision.action == .deleteObject)
    #expect(decision.ruleID == "one")
    #expect(!decision.isDue(at: later(1)))
    #expect(decision.isDue(at: decision.date))
    #expect(decision.expirationHeader == "expiry-date=\"Tue, 03 Mar 2026 00:00:00 GMT\", rule-id=\"one\"")
  }

  @Test func midnightItselfIsNotRounded() {
    let midnight = Timestamp(seconds: nextMidnight.seconds)
    #expect(DayLength.calendar.end(of: 2, after: midnight) == Timestamp(seconds: midnight.seconds + 2 * day))
    #expect(DayLength.calendar.end(of: .max, after: midnight) == Timestamp(nanoseconds: .max))
    #expect(DayLength.calendar.end(of: 106_000, after: midnight) == Timestamp(nanoseconds: .max))
    #expect(DayLength.shortened(seconds: 10).end(of: 3, after: start) == Timestamp(seconds: start.seconds + 30))
  }

  @Test func versioningDecidesHowALatestVersionExpires() {
    let rules = [rule { $0.expiration = .days(1) }]
    for (status, action) in [
      (nil, LifecycleAction.deleteObject), (.enabled, .addDeleteMarker), (.suspended, .addDeleteMarker),
    ] as [(VersioningStatus?, LifecycleAction)] {
      #expect(decide(rules, object(), at: later(9), versioning: status)?.action == action)
    }
  }

  @Test func aDateExpiresWhatExistsAndWhatComesLater() {
    let date = Timestamp(seconds: nextMidnight.seconds - 30 * day)
    let rules = [rule { $0.expiration = .date(date) }]
    #expect(decide(rules, object(), at: start)?.date == start)
    let future = [rule { $0.expiration = .date(nextMidnight) }]
    #expect(decide(future, object(), at: start)?.date == nextMidnight)
  }

  @Test func filtersNeedEverythingTheyName() {
    var wanted = rule(prefix: "logs/") { $0.expiration = .days(1) }
    wanted.filter.tags = [ObjectTag(key: "a", value: "1"), ObjectTag(key: "b", value: "2")]
    wanted.filter.sizeGreaterThanBytes = 10
    wanted.filter.sizeLessThanBytes = 20
    let tags = wanted.filter.tags + [ObjectTag(key: "c", value: "3")]
    func does(_ facts: VersionFacts) -> Bool { decide([wanted], facts, at: start) != nil }
    #expect(does(object("logs/x", size: 11, tags: tags)))
    #expect(does(object("logs/x", size: 19, tags: tags)))
    #expect(!does(object("log", size: 11, tags: tags)))
    #expect(!does(object("logs/x", size: 10, tags: tags)))
    #expect(!does(object("logs/x", size: 20, tags: tags)))
    #expect(!does(object("logs/x", size: 11, tags: Array(tags.dropFirst()))))
    wanted.isEnabled = false
    #expect(!does(object("logs/x", size: 11, tags: tags)))
  }

  @Test func noncurrentVersionsGoByAgeAndNumber() {
    let rules = [rule { $0.noncurrentExpiration = .init(days: 2, newerVersionsKept: 3) }]
    let since = later(5)
    let fourth = object().noncurrent(since: since, newerNoncurrentVersions: 3)
    let decision = decide(rules, fourth, at: start, versioning: .enabled)
    #expect(decision?.action == .deleteNoncurrentVersion)
    #expect(decision?.date == DayLength.calendar.end(of: 2, after: since))
    let third = object().noncurrent(since: since, newerNoncurrentVersions: 2)
    #expect(decide(rules, third, at: later(99), versioning: .enabled) == nil)
    #expect(decide(rules, object(), at: later(99), versioning: .enabled) == nil)
    let oldMarker = marker(only: false).noncurrent(since: since, newerNoncurrentVersions: 3)
    #expect(decide(rules, oldMarker, at: later(99), versioning: .enabled)?.action == .deleteNoncurrentVersion)
  }

  @Test func aMarkerGoesOnlyWhenNothingIsBehindIt() {
    let atOnce = [rule { $0.expiration = .expiredObjectDeleteMarker(true) }]
    #expect(decide(atOnce, marker(only: true), at: start, versioning: .enabled)?.action == .removeDeleteMarker)
    #expect(decide(atOnce, marker(only: true), at: start, versioning: .enabled)?.date == start)
    #expect(decide(atOnce, marker(only: false), at: later(9), versioning: .enabled) == nil)
    #expect(decide(atOnce, object(), at: later(9), versioning: .enabled) == nil)
    let never = [rule { $0.expiration = .expiredObjectDeleteMarker(false) }]
    #expect(decide(never, marker(only: true), at: later(9), versioning: .enabled) == nil)
    let byAge = [rule { $0.expiration = .days(3) }]
    let decision = decide(byAge, marker(only: true), at: start, versioning: .enabled)
    #expect(decision?.action == .removeDeleteMarker)
    #expect(decision?.date == DayLength.calendar.end(of: 3, after: start))
    #expect(decide(byAge, marker(only: false), at: later(9), versioning: .enabled) == nil)
  }

  @Test func uploadsAreAbortedByPrefix() {
    let rules = [rule("clean", prefix: "a/") { $0.abortUploadsAfterDays = 7 }]
    let evaluator = LifecycleEvaluator(rules, versioning: nil)
    let decision = evaluator.decision(for: UploadFacts(key: ObjectKey("a/b"), initiated: start), at: start)
    #expect(decision?.action == .abortUpload)
    #expect(decision?.date == DayLength.calendar.end(of: 7, after: start))
    #expect(decision?.abortHeaders.map(\.value) == ["Mon, 09 Mar 2026 00:00:00 GMT", "clean"])
    #expect(evaluator.decision(for: UploadFacts(key: ObjectKey("b"), initiated: start), at: start) == nil)
  }

  @Test func theCheapestClassWins() {
    let rules = [
      rule("ia") { $0.transitions = [.init(moment: .days(1), storageClass: "STANDARD_IA")] },
      rule("glacier") { $0.transitions = [.init(moment: .days(2), storageClass: "GLACIER")] },
    ]
    #expect(decide(rules, object(), at: start)?.action == .transition(storageClass: "STANDARD_IA"))
    #expect(decide(rules, object(), at: later(9))?.action == .transition(storageClass: "GLACIER"))
    #expect(decide(rules, object(), at: later(9))?.ruleID == "glacier")
    #expect(decide(rules, object(storageClass: "GLACIER"), at: later(9)) == nil)
    #expect(decide(rules, object(storageClass: "DEEP_ARCHIVE"), at: later(9)) == nil)
    #expect(!StorageClassOrder.allows(from: "ONEZONE_IA", to: "GLACIER_IR"))
    #expect(StorageClassOrder.allows(from: "ONEZONE_IA", to: "GLACIER"))
  }

  @Test func deletionGoesBeforeTransitionAndThatBeforeAMarker() {
    let both = [
      rule("move") { $0.transitions = [.init(moment: .days(1), storageClass: "GLACIER")] },
      rule("expire") { $0.expiration = .days(1) },
    ]
    #expect(decide(both, object(), at: later(9))?.ruleID == "expire")
    #expect(decide(both, object(), at: later(9), versioning: .enabled)?.ruleID == "move")
    #expect(
      decide(both, object(storageClass: "GLACIER"), at: later(9), versioning: .enabled)?.action == .addDeleteMarker)
    let old = [
      rule("move") { $0.noncurrentTransitions = [.init(days: 1, storageClass: "GLACIER")] },
      rule("remove") { $0.noncurrentExpiration = .init(days: 1) },
    ]
    let facts = object().noncurrent(since: start)
    #expect(decide(old, facts, at: later(9), versioning: .enabled)?.ruleID == "remove")
  }

  @Test func smallObjectsStayUnlessTheRuleNamesASize() {
    let plain = rule { $0.transitions = [.init(moment: .days(1), storageClass: "GLACIER")] }
    var sized = plain
    sized.filter.sizeGreaterThanBytes = 0
    let small = object(size: (128 << 10) - 1)
    #expect(decide([plain], small, at: later(9)) == nil)
    #expect(decide([sized], small, at: later(9)) != nil)
    let varied = LifecycleEvaluator([plain], versioning: nil, transitionSizes: .variesByClass)
    #expect(varied.decision(for: small, at: later(9)) != nil)
    let access = rule { $0.transitions = [.init(moment: .days(1), storageClass: "STANDARD_IA")] }
    #expect(
      LifecycleEvaluator([access], versioning: nil, transitionSizes: .variesByClass)
        .decision(for: small, at: later(9)) == nil)
  }

  @Test func theHeaderNamesTheFirstExpiration() {
    let rules = [rule("late") { $0.expiration = .days(9) }, rule("é soon") { $0.expiration = .days(2) }]
    let evaluator = LifecycleEvaluator(rules, versioning: .enabled)
    #expect(evaluator.expiration(of: object())?.ruleIndex == 1)
    #expect(evaluator.expiration(of: object())?.expirationHeader.hasSuffix("rule-id=\"%C3%A9%20soon\"") == true)
    #expect(evaluator.expiration(of: object().noncurrent(since: start)) == nil)
    #expect(evaluator.expiration(of: marker(only: true)) == nil)
  }
}
