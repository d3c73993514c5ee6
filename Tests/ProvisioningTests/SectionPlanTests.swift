import S3Protocol
import StorageModel
import Testing

@testable import Provisioning

@Suite struct SectionPlanTests {
  private func rule(_ id: String, expires days: Int) -> LifecycleRule {
    var rule = LifecycleRule(id: id)
    rule.expiration = .days(days)
    return rule
  }

  @Test func rulesChangeInWords() {
    var changed = rule("b", expires: 30)
    changed.filter.prefix = []
    let plan = SectionPlan(
      .lifecycle, before: .lifecycle([rule("a", expires: 1), changed, rule("c", expires: 3)]),
      wanted: .lifecycle([rule("b", expires: 60), rule("d", expires: 4), rule("c", expires: 3)]), replaces: false)
    #expect(plan.changes.map(\.kind) == [.changed, .added, .kept])
    #expect(plan.changes[0].lines.map(\.words) == ["expires: after 30 days → after 60 days"])
    #expect(plan.after?.rules?.map(\.id) == ["b", "d", "c", "a"])
    #expect(plan.changesSomething)
  }

  @Test func replacingRemovesWhatTheFileDoesNotName() {
    let plan = SectionPlan(
      .lifecycle, before: .lifecycle([rule("a", expires: 1)]), wanted: .lifecycle([]), replaces: true)
    #expect(plan.changes.map(\.kind) == [.removed])
    #expect(plan.after == nil)
  }

  @Test func theSameRuleInTheOldFormIsNoChange() {
    var old = rule("a", expires: 1)
    old.hasLegacyPrefix = true
    old.filter.prefix = []
    let plan = SectionPlan(
      .lifecycle, before: .lifecycle([old]), wanted: .lifecycle([rule("a", expires: 1)]), replaces: false)
    #expect(!plan.changesSomething)
  }

  @Test func aRuleWithoutNameIsKnownByWhatItSays() {
    var named = rule("given-by-the-server", expires: 5)
    named.filter.prefix = Array("x/".utf8)
    var unnamed = named
    unnamed.id = nil
    let plan = SectionPlan(.lifecycle, before: .lifecycle([named]), wanted: .lifecycle([unnamed]), replaces: true)
    #expect(!plan.changesSomething)
  }

  @Test func tagsAreMerged() throws {
    let before = try BucketDescription(parsing: Array("[tags]\na = '1'\nb = '2'".utf8)).sections[.tags]
    let wanted = try #require(try BucketDescription(parsing: Array("[tags]\nb = '3'\nc = '4'".utf8)).sections[.tags])
    let plan = SectionPlan(.tags, before: before, wanted: wanted, replaces: false)
    let names = plan.after?.items(.tags).map { "\($0.name ?? "")\($0.facts[0].value)" }
    #expect(names == ["b3", "c4", "a1"])
  }
}
