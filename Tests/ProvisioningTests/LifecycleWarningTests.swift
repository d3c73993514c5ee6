import ObjectStores
import S3Protocol
import StorageModel
import Testing

@testable import Provisioning

@Suite struct LifecycleWarningTests {
  private func rule(prefix: String, days: Int = 30) -> LifecycleRule {
    var rule = LifecycleRule(id: "r", filter: .init(prefix: Array(prefix.utf8)))
    rule.expiration = .days(days)
    return rule
  }

  @Test func packsOfASnapshotRepository() async throws {
    let store = MemoryEndpoint().bucket(try #require(BucketName("bucket")))
    for key in ["backup/config", "backup/keys/1", "backup/data/00/00aa", "other/config", "other/x"] {
      _ = try await store.put(ObjectKey(key), body: .bytes([1]), WriteOptions())
    }
    for key in ["deep/er/repo/config", "deep/er/repo/keys/1"] {
      _ = try await store.put(ObjectKey(key), body: .bytes([1]), WriteOptions())
    }
    let deep = try await RepositorySearch(store: store).prefixes(for: [rule(prefix: "")])
    #expect(Set(deep) == [Array("backup/".utf8), Array("deep/er/repo/".utf8)])
    for (prefix, isDangerous) in [("", true), ("backup/", true), ("backup/data/", true), ("other/", false)] {
      let rules = [rule(prefix: prefix)]
      let repositories = try await RepositorySearch(store: store).prefixes(for: rules)
      let warnings = LifecycleWarning.all(rules, repositories: repositories, mirrors: [])
      #expect(warnings.contains { $0.isDangerous } == isDangerous, "\(prefix): \(warnings)")
    }
  }

  @Test func mirrorsEverythingAndMinimumDurations() {
    var archive = rule(prefix: "", days: 60)
    archive.transitions = [.init(moment: .days(30), storageClass: "GLACIER")]
    let warnings = LifecycleWarning.all([archive], repositories: [], mirrors: [Array("m/".utf8)])
    #expect(warnings.count == 3)
    #expect(warnings.contains { $0.message.contains("mirror with --delete") })
    #expect(warnings.contains { $0.message.contains("every object") })
    #expect(warnings.contains { $0.message.contains("90 days at least") })
    var disabled = archive
    disabled.isEnabled = false
    #expect(LifecycleWarning.all([disabled], repositories: [], mirrors: [[]]).isEmpty)
  }

  /// A rule for old versions takes from under a pin what it names; one for current versions leaves it a version.
  @Test func versionsOfAPin() {
    let pin = LifecycleWarning.Pin(name: "p", prefix: Array("photos/".utf8))
    func warnings(_ rule: LifecycleRule) -> [LifecycleWarning] {
      LifecycleWarning.all([rule], repositories: [], mirrors: [], pins: [pin])
    }
    var old = LifecycleRule(id: "r", filter: .init(prefix: Array("photos/2026/".utf8)))
    old.noncurrentExpiration = .init(days: 7)
    #expect(warnings(old).map(\.isDangerous) == [true])
    #expect(warnings(old).first?.message.contains("the pin 'p' of 'photos/' needs, 7 days") == true)
    old.filter = .init(prefix: Array("other/".utf8))
    #expect(warnings(old).isEmpty)
    #expect(warnings(rule(prefix: "photos/")).isEmpty)
    var archive = LifecycleRule(id: "r", filter: .init(prefix: []))
    archive.noncurrentTransitions = [.init(days: 3, storageClass: "GLACIER")]
    #expect(warnings(archive).first?.message.contains("cannot be read at once") == true)
  }
}
