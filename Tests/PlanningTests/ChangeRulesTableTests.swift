import StorageModel
import Testing

@testable import Planning

/// The decision table, written here a second time as rows of words, against ``ChangeRules`` over every combination.
@Suite struct ChangeRulesTableTests {
  /// One row of the table: what a situation must be (nil: anything), and what follows. The first row that fits counts.
  private struct Row: Sendable {
    var mode: [CompareMode]?
    var reads: Bool?
    var sizesDiffer: Bool?
    var first: Bool?
    var second: Bool?
    var tag: [ChangeScenario.Tag]?
    var bothTagsMD5: Bool?
    var hasDigest: Bool?
    let result: @Sendable (ChangeScenario) -> Decision

    func fits(_ scenario: ChangeScenario) -> Bool {
      let rowCounts = scenario.hasRow && scenario.trust != .none
      let firstIsSame = rowCounts && scenario.first == .same
      let secondIsSame = rowCounts && scenario.second == .same
      let readsFile = scenario.mode == .checksum || scenario.rehashes
      let knowsOld = rowCounts && scenario.second != .unknown
      let md5 = knowsOld && scenario.tag == .md5 && (scenario.second == .same || scenario.oldTag == .md5)
      return mode?.contains(scenario.mode) ?? true
        && reads ?? readsFile == readsFile && sizesDiffer ?? scenario.sizesDiffer == scenario.sizesDiffer
        && first ?? firstIsSame == firstIsSame && second ?? secondIsSame == secondIsSame
        && tag?.contains(scenario.tag) ?? true && bothTagsMD5 ?? md5 == md5
        && hasDigest ?? (rowCounts && scenario.hasDigest) == (rowCounts && scenario.hasDigest)
    }
  }

  private static let local: [Row] = [
    Row(sizesDiffer: true) { _ in .transfer(.sizeDiffers) },
    Row(mode: [.sizeOnly]) { _ in .unchanged },
    Row(reads: false, first: true, second: true) { _ in .unchanged },
    Row(second: true, hasDigest: true) { _ in .compareContent(.digest(ChangeScenario.digest, partBytes: nil)) },
    Row(second: true, tag: [.parts]) { scenario in
      .compareContent(.etag(ChangeScenario.etag(scenario.tag, "a"), partSizeBytes: ChangeScenario.partBytes))
    },
    Row(second: true, tag: [.md5]) { scenario in
      .compareContent(.etag(ChangeScenario.etag(scenario.tag, "a"), partSizeBytes: nil))
    },
    Row(reads: false, first: true, second: false, bothTagsMD5: true) { scenario in
      .transfer(scenario.direction == .bucketToLocal ? .sourceChanged : .targetChanged)
    },
    Row(tag: [.md5, .parts]) { scenario in
      .compareContent(.etag(ChangeScenario.etag(scenario.tag, "a"), partSizeBytes: nil))
    },
    Row(tag: [.opaque]) { _ in .compareContent(.head) },
  ]

  private static let buckets: [Row] = [
    Row(sizesDiffer: true) { _ in .transfer(.sizeDiffers) },
    Row(mode: [.sizeOnly]) { _ in .unchanged },
    Row(first: true, second: true) { _ in .unchanged },
    Row(tag: [.parts, .opaque]) { _ in .compareContent(.headBoth) },
    Row(tag: [.md5]) { scenario in
      guard scenario.hasRow, scenario.trust != .none else { return .transfer(.contentDiffers) }
      if scenario.first == .other { return .transfer(.sourceChanged) }
      if scenario.second == .other { return .transfer(.targetChanged) }
      return .transfer(.contentDiffers)
    },
  ]

  @Test(arguments: SyncDirection.allCases) func decidesByTheTable(direction: SyncDirection) throws {
    let table = direction == .bucketToBucket ? Self.buckets : Self.local
    var used = Set<Int>()
    let scenarios = ChangeScenario.all(direction)
    #expect(scenarios.count > 3000)
    for scenario in scenarios {
      let index = try #require(table.firstIndex { $0.fits(scenario) }, "no row for \(scenario)")
      used.insert(index)
      let expected = table[index].result(scenario)
      #expect(scenario.decision == expected, "\(scenario)")
    }
    #expect(used.count == table.count, "a row of the table is never reached")
  }

  @Test(arguments: SyncDirection.allCases) func flagsOnlyTurnChangesIntoSkips(direction: SyncDirection) {
    for scenario in ChangeScenario.all(direction) {
      let plain = scenario.decision
      var rules = scenario.rules
      rules.ignoresExisting = true
      let isChange = plain != .unchanged
      #expect(
        rules.decide(source: scenario.source, target: scenario.target, row: scenario.row)
          == (isChange ? .skip(.existing) : plain), "\(scenario)")
      rules.ignoresExisting = false
      rules.skipsNewerTarget = true
      var newer = scenario.target
      newer.modified = Timestamp(seconds: 51)
      #expect(
        rules.decide(source: scenario.source, target: newer, row: scenario.row)
          == (isChange ? .skip(.targetNewer) : plain), "\(scenario)")
      newer.modified = scenario.source.modified
      #expect(rules.decide(source: scenario.source, target: newer, row: scenario.row) == plain, "\(scenario)")
    }
  }

  @Test func withoutARowNothingIsEverProvenByTrust() {
    for direction in SyncDirection.allCases {
      for scenario in ChangeScenario.all(direction) where scenario.mode == .standard && scenario.trust == .none {
        #expect(scenario.decision != .unchanged, "\(scenario)")
      }
    }
  }
}
