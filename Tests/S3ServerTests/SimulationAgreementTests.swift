import BlobStorage
import Glibc
import Lifecycle
import Provisioning
import S3Protocol
import S3Server
import StorageModel
import Testing

/// What `lifecycle simulate` foresees is what the daemon does: simulated days pass over a generated bucket, and after
/// each of them every version is compared with the prediction made on the first day.
///
/// `CAIRN_SIMULATE_VERSIONS` sets how many versions there are; `make simulate-check` takes 100,000.
@Suite(.serialized) struct SimulationAgreementTests {
  private static let days = 14

  private static func versionCount() -> Int {
    getenv("CAIRN_SIMULATE_VERSIONS").flatMap { Int(String(cString: $0)) } ?? 600
  }

  @Test(arguments: [nil, .enabled, .suspended] as [VersioningStatus?])
  func everyVersionBecomesWhatWasForeseen(_ versioning: VersioningStatus?) throws {
    let seed = getenv("CAIRN_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0 ... .max)
    // Some rules do nothing to what there is: then the next ones are tried.
    for attempt in 0..<20 as Range<UInt64> where try live(versioning, seed: seed &+ attempt) > 0 { return }
    Issue.record("seed \(seed): nothing happened")
  }

  /// Lets the days pass; how many versions anything happened to.
  private func live(_ versioning: VersioningStatus?, seed: UInt64) throws -> Int {
    var random = SeededGenerator(seed: seed)
    let rules = RandomRules.make(&random, days: Self.days)
    let bed = try ClockedStore(versioning: versioning == .suspended ? .enabled : versioning, rules: rules)
    defer { bed.remove() }
    try fill(bed, versioning, Self.versionCount(), &random)
    let keys = try Self.keys(of: bed, versioning)
    let start = bed.now
    var events = 0
    for day in 0...Self.days {
      var simulation = LifecycleSimulation(rules, versioning: versioning, start: start, days: day)
      var foreseen: [String] = []
      var due = 0
      for key in keys {
        foreseen += simulation.add(key) { if $0.day == day { due += 1 } }.versions.map(Self.line)
      }
      bed.set(simulation.moment(ofDay: day))
      // Under suspended versioning the null version goes with an expiration: pages would see a part of that.
      let report = try bed.run(pageLimit: versioning == .suspended ? 10_000_000 : 500)
      let found = try bed.lines()
      let message = "seed \(seed), day \(day), \(rules)"
      try #require(found.count == foreseen.count, "\(message)")
      let different = zip(found, foreseen).first { $0 != $1 }
      try #require(different == nil, "\(message)")
      let done =
        report.expired + report.removedVersions + report.removedMarkers + report.transitions + report.outdated
      #expect(done == due && (report.outdated == 0 || versioning == .suspended), "\(message): \(report)")
      events += due
    }
    return events
  }

  /// A third as many keys as versions, markers between them, over 20 days; one in 200 objects may move by its size.
  private func fill(
    _ bed: ClockedStore, _ versioning: VersioningStatus?, _ count: Int, _ random: inout SeededGenerator
  ) throws {
    let step = max(1, 20 * 86_400 / Int64(count))
    for number in 0..<count {
      if versioning == .suspended, number == count / 2 { try bed.set(VersioningStatus.suspended) }
      bed.advance(step)
      let folder = RandomRules.prefixes.randomElement(using: &random) ?? ""
      let key = "\(folder)k\(Int.random(in: 0..<count / 3, using: &random))"
      if Int.random(in: 0..<5, using: &random) == 0 {
        try bed.delete(key)
        continue
      }
      let isLarge = Int.random(in: 0..<200, using: &random) == 0
      let size = isLarge ? 131_072 + Int.random(in: 0..<9, using: &random) : Int.random(in: 0...80, using: &random)
      let tags = RandomRules.tags.filter { _ in Bool.random(using: &random) }
      try bed.put(key, bytes: size, tags: tags)
    }
    bed.advance(Int64.random(in: 1...86_400, using: &random))
  }

  private static func keys(of bed: ClockedStore, _ versioning: VersioningStatus?) throws -> [SimulatedKey] {
    var keys: [SimulatedKey] = []
    var pending: [SimulatedVersion] = []
    func close() {
      guard let key = pending.first?.facts.key else { return }
      keys.append(SimulatedKey(key: key, versions: pending, versioning: versioning))
      pending = []
    }
    for object in try bed.versions() {
      if pending.first?.facts.key != object.key { close() }
      let facts = VersionFacts(
        key: object.key, sizeBytes: object.sizeBytes,
        tags: object.tags.fields.map { ObjectTag(key: $0.name, value: $0.value) },
        modified: object.modified, storageClass: object.storageClass, isDeleteMarker: object.isDeleteMarker)
      pending.append(SimulatedVersion(facts, versionID: object.version.isNull ? "null" : "\(object.version)"))
    }
    close()
    return keys
  }

  private static func line(_ version: SimulatedVersion) -> String {
    let facts = version.facts
    return LifecycleModel.line(
      facts.key.description, facts.isDeleteMarker, facts.sizeBytes, facts.storageClass, facts.modified)
  }
}

/// Rules of every kind.
enum RandomRules {
  static let prefixes = ["", "a/", "a/b", "c/"]
  static let tags = [ObjectTag(key: "k", value: "v"), ObjectTag(key: "keep", value: "no")]

  static func make(_ random: inout SeededGenerator, days: Int) -> [LifecycleRule] {
    (0..<Int.random(in: 2...6, using: &random)).map { number in
      while true {
        let rule = candidate(number, &random, days)
        // What S3 refuses is made anew.
        if (try? rule.verify()) != nil { return rule }
      }
    }
  }

  private static func candidate(_ number: Int, _ random: inout SeededGenerator, _ days: Int) -> LifecycleRule {
    var rule = LifecycleRule(id: "rule \(number)", isEnabled: Int.random(in: 0...7, using: &random) > 0)
    rule.filter.prefix = prefixes.randomElement(using: &random).map { Array($0.utf8) }
    if Bool.random(using: &random) { rule.filter.sizeGreaterThanBytes = Int64.random(in: 0...40, using: &random) }
    if Int.random(in: 0...3, using: &random) == 0 {
      rule.filter.sizeLessThanBytes = Int64.random(in: 41...200_000, using: &random)
    }
    rule.filter.tags = tags.filter { _ in Int.random(in: 0...3, using: &random) == 0 }
    act(&rule, &random, days)
    return rule
  }

  private static func act(_ rule: inout LifecycleRule, _ random: inout SeededGenerator, _ days: Int) {
    func day(_ least: Int = 1) -> Int { Int.random(in: least...25 + days, using: &random) }
    if Bool.random(using: &random) {
      rule.noncurrentExpiration = .init(
        days: day(), newerVersionsKept: [nil, 1, 2].randomElement(using: &random) ?? nil)
    }
    if Int.random(in: 0...3, using: &random) == 0 {
      rule.noncurrentTransitions = [
        .init(
          days: day(), newerVersionsKept: [nil, 1].randomElement(using: &random) ?? nil, storageClass: "GLACIER")
      ]
    }
    switch Int.random(in: 0...4, using: &random) {
    case 0 where rule.filter.tags.isEmpty: rule.expiration = .expiredObjectDeleteMarker(true)
    case 1: rule.expiration = .date(Timestamp(seconds: (1_772_361_000 / 86_400 + Int64(day(15))) * 86_400))
    case 2:
      rule.transitions = [.init(moment: .days(day()), storageClass: "STANDARD_IA")]
      if Bool.random(using: &random) {
        rule.transitions.append(.init(moment: .days(day()), storageClass: "DEEP_ARCHIVE"))
      }
    default: rule.expiration = .days(day())
    }
  }
}
