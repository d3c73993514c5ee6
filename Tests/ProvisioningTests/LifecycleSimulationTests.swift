import Lifecycle
import S3Protocol
import StorageModel
import Testing

@testable import Provisioning

@Suite struct LifecycleSimulationTests {
  private static let start = Timestamp(seconds: 1_790_000_000)

  private func version(
    _ key: String, age days: Int64, size: Int64 = 200_000, marker: Bool = false, id: String = "v"
  ) -> SimulatedVersion {
    SimulatedVersion(
      VersionFacts(
        key: ObjectKey(key), sizeBytes: marker ? 0 : size,
        modified: Timestamp(seconds: Self.start.seconds - days * 86_400), isDeleteMarker: marker), versionID: id)
  }

  private func rule(_ change: (inout LifecycleRule) -> Void) -> LifecycleRule {
    var rule = LifecycleRule(id: "r")
    change(&rule)
    return rule
  }

  private func key(_ versions: [SimulatedVersion], _ versioning: VersioningStatus? = nil) -> SimulatedKey {
    SimulatedKey(key: versions[0].facts.key, versions: versions, versioning: versioning)
  }

  @Test func objectsMoveAndExpireOnTheirDays() {
    let rules = [
      rule {
        $0.transitions = [.init(moment: .days(30), storageClass: "GLACIER")]
        $0.expiration = .days(180)
      }
    ]
    var simulation = LifecycleSimulation(rules, versioning: nil, start: Self.start, days: 365)
    let left = simulation.add(key([version("a", age: 10)]))
    simulation.add(key([version("b", age: 200)]))
    #expect(left.versions.isEmpty)
    let lines = simulation.lines.map { "\($0.line.day) \($0.line.action.words) \($0.sum.versions) \($0.sum.bytes)" }
    // Ages end at the midnight after: what is 10 days old moves in the run of the 21st day.
    #expect(lines == ["0 expires 1 200000", "21 moves to GLACIER 1 200000", "171 expires 1 200000"])
    #expect(simulation.total.versions == 2)
  }

  @Test func versionsExpireInStages() {
    let rules = [
      rule {
        $0.expiration = .days(1)
        $0.noncurrentExpiration = .init(days: 3)
      }, rule { $0.expiration = .expiredObjectDeleteMarker(true) },
    ]
    var simulation = LifecycleSimulation(rules, versioning: .enabled, start: Self.start, days: 30)
    let left = simulation.add(key([version("a", age: 5)], .enabled))
    #expect(left.versions.isEmpty)
    let actions = simulation.lines.map(\.line.action)
    #expect(actions == [.addDeleteMarker, .deleteNoncurrentVersion, .removeDeleteMarker])
    let days = simulation.lines.map(\.line.day)
    #expect(days == days.sorted() && Set(days).count == 3)
  }

  @Test func newestOldVersionsStay() {
    let rules = [rule { $0.noncurrentExpiration = .init(days: 1, newerVersionsKept: 2) }]
    var simulation = LifecycleSimulation(rules, versioning: .enabled, start: Self.start, days: 30)
    let versions = (0..<5).map { version("a", age: Int64(10 + $0), id: "\($0)") }
    #expect(simulation.add(key(versions, .enabled)).versions.map(\.versionID) == ["0", "1", "2"])
  }

  @Test func suspendedVersioningReplacesTheNullVersion() {
    let rules = [rule { $0.expiration = .days(1) }]
    var simulation = LifecycleSimulation(rules, versioning: .suspended, start: Self.start, days: 1)
    let left = simulation.add(key([version("a", age: 5, id: "null"), version("a", age: 6, id: "x")], .suspended))
    #expect(left.versions.map(\.facts.isDeleteMarker) == [true, false])
    #expect(left.versions.last?.versionID == "x")
  }

  @Test func aMillionObjectsTakeNoMoreMemoryThanTheirSums() {
    let rules = [rule { $0.expiration = .days(30) }]
    var simulation = LifecycleSimulation(rules, versioning: nil, start: Self.start, days: 40)
    for number in 0..<20_000 { simulation.add(key([version("k\(number)", age: Int64(number % 50))])) }
    #expect(simulation.sums.count <= 41)
    #expect(simulation.total.versions == 20_000)
    #expect(simulation.lines.reduce(0) { $0 + $1.sum.versions } == 20_000)
  }

  @Test func explanationsNameTheReason() {
    let rules = [
      rule { $0.expiration = .days(30) },
      rule {
        $0.id = "other"
        $0.filter.prefix = Array("x/".utf8)
        $0.expiration = .days(1)
      },
      rule {
        $0.id = "later"
        $0.expiration = .days(90)
      },
      rule {
        $0.id = "tagged"
        $0.filter.tags = [ObjectTag(key: "k", value: "v")]
        $0.expiration = .days(1)
      },
    ]
    let facts = version("a", age: 1).facts
    let found = RuleExplanation.all(rules, for: facts, versioning: nil, at: Self.start)
    #expect(found.map(\.actsFirst) == [true, false, false, false])
    #expect(found[1].reason?.contains("not below 'x/'") == true)
    #expect(found[2].reason?.contains("before it") == true)
    #expect(found[3].reason?.contains("k=v") == true)
  }
}
