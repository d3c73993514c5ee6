import S3Protocol
import StorageModel
import Synchronization
import Testing

@testable import Provisioning

/// A bucket whose endpoint may change what it is given, or refuse it.
private final class FickleEndpoint: BucketEndpoint {
  private let stored: Mutex<[BucketSection: [UInt8]]>
  private let alter: @Sendable (BucketSection, [UInt8]) -> [UInt8]?

  init(
    _ stored: [BucketSection: [UInt8]] = [:],
    alter: @escaping @Sendable (BucketSection, [UInt8]) -> [UInt8]? = { $1 }
  ) {
    self.stored = Mutex(stored)
    self.alter = alter
  }

  func document(_ section: BucketSection) async throws(StoreError) -> [UInt8]? { stored.withLock { $0[section] } }

  func put(_ section: BucketSection, _ document: [UInt8]) async throws(StoreError) {
    guard let bytes = alter(section, document) else {
      throw StoreError(.unsupported, operation: "Put", message: "no")
    }
    stored.withLock { $0[section] = bytes }
  }

  func remove(_ section: BucketSection) async throws(StoreError) { stored.withLock { $0[section] = nil } }
}

@Suite struct SectionApplicationTests {
  private let file = "[[lifecycle]]\nid='a'\nnoncurrent-expire-after-days=3\nnoncurrent-keep=2\nlarger-than=100"

  private func dropping(_ element: String) -> @Sendable (BucketSection, [UInt8]) -> [UInt8]? {
    { section, bytes in
      guard case .lifecycle(var rules)? = try? SectionSettings(section, document: bytes) else { return bytes }
      for index in rules.indices {
        if element == "keep" { rules[index].noncurrentExpiration?.newerVersionsKept = nil }
        if element == "size" { rules[index].filter.sizeGreaterThanBytes = nil }
      }
      return try? SectionSettings.lifecycle(rules).bytes(.lifecycle)
    }
  }

  private func apply(_ endpoint: FickleEndpoint) async throws {
    let description = try BucketDescription(parsing: Array(file.utf8))
    for plan in try await endpoint.plan(description, replaces: false) {
      try await SectionApplication(endpoint).run(plan)
    }
  }

  @Test func whatIsTakenStays() async throws {
    let endpoint = FickleEndpoint()
    try await apply(endpoint)
    #expect(try await endpoint.settings(.lifecycle)?.rules?.first?.noncurrentExpiration?.newerVersionsKept == 2)
    let plans = try await endpoint.plan(try BucketDescription(parsing: Array(file.utf8)), replaces: false)
    #expect(plans.allSatisfy { !$0.changesSomething })
  }

  @Test(arguments: ["keep", "size"])
  func whatWasDroppedIsNamedAndTheOldRulesReturn(_ element: String) async throws {
    var old = LifecycleRule(id: "old")
    old.expiration = .days(9)
    let before = try SectionSettings.lifecycle([old]).bytes(.lifecycle)
    for stored in [[:], [BucketSection.lifecycle: before]] {
      let endpoint = FickleEndpoint(stored, alter: dropping(element))
      do {
        try await apply(endpoint)
        Issue.record("nothing was noticed")
      } catch let error as ProvisioningError {
        #expect(error.code == .altered)
        #expect(error.message.contains(element == "keep" ? "newest 2" : "more than 100 bytes"), "\(error.message)")
      }
      #expect(try await endpoint.document(.lifecycle) == stored[.lifecycle])
    }
  }

  @Test func aRefusalIsSaid() async throws {
    let endpoint = FickleEndpoint(alter: { _, _ in nil })
    await #expect(throws: ProvisioningError.self) { try await apply(endpoint) }
  }

  @Test func anEndpointThatCannotGoBackIsSaid() async throws {
    var old = LifecycleRule(id: "old")
    old.expiration = .days(9)
    old.filter.sizeGreaterThanBytes = 5
    let endpoint = FickleEndpoint(
      [.lifecycle: try SectionSettings.lifecycle([old]).bytes(.lifecycle)], alter: dropping("size"))
    do {
      try await apply(endpoint)
      Issue.record("nothing was noticed")
    } catch let error as ProvisioningError {
      #expect(error.code == .notRestored)
    }
  }
}
