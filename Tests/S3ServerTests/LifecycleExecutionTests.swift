import BlobStorage
import Lifecycle
import S3Protocol
import S3Server
import StorageModel
import Synchronization
import Testing

@Suite struct LifecycleExecutionTests {
  private static func randomRules(_ random: inout SeededGenerator) -> [LifecycleRule] {
    (0..<Int.random(in: 1...4, using: &random)).map { number in
      var rule = LifecycleRule(id: "rule \(number)", isEnabled: Int.random(in: 0...5, using: &random) > 0)
      rule.filter.prefix = ["", "a/", "a/b", "c"].randomElement(using: &random).map { Array($0.utf8) }
      // A size filter lets small objects move.
      if Bool.random(using: &random) { rule.filter.sizeGreaterThanBytes = Int64.random(in: 0...40, using: &random) }
      if Int.random(in: 0...3, using: &random) == 0 { rule.filter.tags = [ObjectTag(key: "k", value: "v")] }
      rule.noncurrentExpiration = .init(
        days: Int.random(in: 3...6, using: &random),
        newerVersionsKept: [nil, 1, 2].randomElement(using: &random) ?? nil)
      switch Int.random(in: 0...3, using: &random) {
      case 0 where rule.filter.tags.isEmpty: rule.expiration = .expiredObjectDeleteMarker(true)
      case 1: rule.expiration = .date(Timestamp(seconds: 20_520 * 86_400))
      case 2:
        rule.transitions = [.init(moment: .days(1), storageClass: "STANDARD_IA")]
        rule.noncurrentTransitions = [.init(days: 2, storageClass: "GLACIER")]
        if Bool.random(using: &random) { rule.expiration = .days(Int.random(in: 2...9, using: &random)) }
      default: rule.expiration = .days(Int.random(in: 1...9, using: &random))
      }
      return rule
    }
  }

  @Test(arguments: [nil, .enabled, .suspended] as [VersioningStatus?])
  func doesWhatTheEvaluatorPredicts(versioning: VersioningStatus?) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededGenerator(seed: seed)
    let keys = ["a/1", "a/2", "a/b1", "a/b2", "b", "c1", "c2", "d"]
    for round in 0..<6 {
      let rules = Self.randomRules(&random)
      var history = "seed \(seed), round \(round), \(rules)"
      let bed = try ClockedStore(versioning: versioning == .suspended ? .enabled : versioning, rules: rules)
      defer { bed.remove() }
      var model = LifecycleModel(versioning: versioning == .suspended ? .enabled : versioning)
      for step in 0..<25 {
        if step == 8, versioning == .suspended {
          try bed.set(VersioningStatus.suspended)
          model.versioning = .suspended
        }
        for _ in 0..<Int.random(in: 0...6, using: &random) {
          bed.advance(1)
          let key = keys.randomElement(using: &random) ?? "a/1"
          if Int.random(in: 0...3, using: &random) == 0 {
            try bed.delete(key)
            model.delete(key, at: bed.now)
            history += "\n\(bed.now.seconds) delete \(key)"
          } else {
            let size = Int.random(in: 0...80, using: &random)
            let tags = Bool.random(using: &random) ? [ObjectTag(key: "k", value: "v")] : []
            try bed.put(key, bytes: size, tags: tags)
            model.add(
              key,
              .init(isMarker: false, sizeBytes: Int64(size), tags: tags, modified: bed.now, isNull: false))
            history += "\n\(bed.now.seconds) put \(key) \(size) \(tags.count)"
          }
        }
        bed.advance(Int64.random(in: 3_600...100_000, using: &random))
        // With suspended versioning an expiration takes a null version away from a page that is still to come: the
        // prediction, which sees everything at once, is for one page.
        let limit = versioning == .suspended ? 500 : Int.random(in: 1...9, using: &random)
        try bed.run(pageLimit: limit)
        model.apply(rules, day: .calendar, at: bed.now)
        history += "\n\(bed.now.seconds) run"
        try #require(try bed.lines() == model.lines, "\(history)")
      }
    }
  }

  @Test func abortsOldUploads() throws {
    var rule = LifecycleRule(id: "r", filter: .init(prefix: Array("a/".utf8)))
    rule.abortUploadsAfterDays = 2
    let bed = try ClockedStore(versioning: nil, rules: [rule])
    defer { bed.remove() }
    for key in ["a/1", "a/2", "b"] {
      _ = try bed.store.createUpload(
        ObjectWrite(bucket: bed.bucket, key: ObjectKey(key)), checksum: nil, kind: .composite)
    }
    #expect(try bed.run().didNothing)
    bed.advance(3 * 86_400)
    #expect(try bed.run(pageLimit: 1).abortedUploads == 2)
    #expect(
      try bed.store.listUploads(ListingRequest(bucket: bed.bucket), afterID: nil).uploads.map(\.key)
        == [ObjectKey("b")])
  }

  @Test func aLockOutlastsARule() throws {
    var rule = LifecycleRule(id: "r")
    rule.noncurrentExpiration = .init(days: 1)
    let bed = try ClockedStore(versioning: .enabled, rules: [rule], objectLock: true)
    defer { bed.remove() }
    let kept = try bed.put("k")
    let until = Timestamp(seconds: bed.now.seconds + 10 * 86_400)
    _ = try bed.store.setRetention(
      ObjectRetention(mode: .governance, until: until), of: ObjectKey("k"), version: kept.version, in: bed.bucket,
      bypassesGovernance: false)
    try bed.put("k")
    try bed.put("k")
    bed.advance(3 * 86_400)
    let report = try bed.run()
    #expect(report.locked == 1)
    #expect(report.removedVersions == 1)
    #expect(try bed.lines().count == 2)
    bed.advance(10 * 86_400)
    #expect(try bed.run().removedVersions == 1)
  }

  @Test func whatChangedSinceIsLeftAlone() throws {
    let bed = try ClockedStore(versioning: nil, rules: [LifecycleRule(id: "r").expiring])
    defer { bed.remove() }
    try bed.put("k")
    let seen = try bed.store.headObject(bed.bucket, ObjectKey("k"))
    try bed.put("k", bytes: 9)
    #expect(try bed.store.change(bed.bucket, [VersionChange(.expire, of: seen)]) == [.outdated])
    let tagged = try bed.store.headObject(bed.bucket, ObjectKey("k"))
    let tags = ObjectAttributes([("keep", "yes")])
    _ = try bed.store.setTags(tags, of: ObjectKey("k"), version: nil, in: bed.bucket)
    #expect(try bed.store.change(bed.bucket, [VersionChange(.expire, of: tagged)]) == [.outdated])
    let last = try bed.store.headObject(bed.bucket, ObjectKey("k"))
    #expect(try bed.store.change(bed.bucket, [VersionChange(.expire, of: last)]) == [.done])
    #expect(try bed.lines().isEmpty)
  }

  /// Rests are for buckets with rules: the others must not hold up those that come behind them.
  @Test func bucketsWithoutRulesCostNoRest() throws {
    let bed = try ClockedStore(versioning: nil, rules: [LifecycleRule(id: "r").expiring])
    defer { bed.remove() }
    for number in 0..<20 {
      _ = try bed.store.createBucket(try #require(BucketName("other-\(number)")), region: "us-east-1")
    }
    let rests = Atomic(0)
    let goesOn: @Sendable () -> Bool = {
      rests.add(1, ordering: .relaxed)
      return true
    }
    #expect(LifecycleExecution(bed.store, goesOn: goesOn).run(now: bed.now).count == 21)
    #expect(rests.load(ordering: .relaxed) == 1)
  }

  @Test func aShortDayIsExact() throws {
    let bed = try ClockedStore(versioning: nil, rules: [LifecycleRule(id: "r").expiring])
    defer { bed.remove() }
    try bed.put("k")
    bed.advance(9)
    #expect(try bed.run(day: .shortened(seconds: 10)).didNothing)
    bed.advance(1)
    #expect(try bed.run(day: .shortened(seconds: 10)).expired == 1)
  }
}

extension LifecycleRule {
  fileprivate var expiring: LifecycleRule {
    var rule = self
    rule.expiration = .days(1)
    return rule
  }
}
