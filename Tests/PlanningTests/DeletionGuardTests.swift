import StorageModel
import Testing

@testable import Planning

@Suite struct DeletionGuardTests {
  private func facts(_ candidates: Int64 = 5, of targets: Int64 = 1000) -> DeletionFacts {
    var facts = DeletionFacts()
    facts.sourceCount = 100
    facts.targetCount = targets
    facts.candidateCount = candidates
    facts.sourceEndedCleanly = true
    facts.targetEndedCleanly = true
    facts.targetWasListed = true
    return facts
  }

  private func refusal(_ verdict: DeletionVerdict) -> DeletionRefusal? {
    guard case .refused(let refusal, let message) = verdict else { return nil }
    #expect(!message.isEmpty && !message.contains("\n"))
    return refusal
  }

  @Test func aFewDeletesAreAllowed() {
    #expect(DeletionGuard().verdict(facts()) == .allowed)
    #expect(DeletionVerdict.allowed.message == nil)
  }

  @Test func everySafetyRuleRefusesWhateverTheLimit() {
    let rules: [(WritableKeyPath<DeletionFacts, Bool>, Bool, DeletionRefusal)] = [
      (\.sourceEndedCleanly, false, .listingIncomplete), (\.targetEndedCleanly, false, .listingIncomplete),
      (\.targetWasListed, false, .targetNotListed), (\.rootChanged, true, .rootChanged),
    ]
    for (fact, value, expected) in rules {
      var facts = facts()
      facts[keyPath: fact] = value
      #expect(refusal(DeletionGuard(limit: .unlimited, allowsEmptySource: true).verdict(facts)) == expected)
      facts.candidateCount = 0
      #expect(DeletionGuard().verdict(facts) == .allowed, "nothing to delete, nothing to refuse")
    }
  }

  @Test func anEmptySourceIsRefusedUnlessAllowed() {
    var facts = facts()
    facts.sourceCount = 0
    #expect(refusal(DeletionGuard(limit: .unlimited).verdict(facts)) == .sourceEmpty)
    #expect(DeletionGuard(limit: .unlimited, allowsEmptySource: true).verdict(facts) == .allowed)
  }

  @Test func anIncompleteRootProtectsEverything() {
    var facts = facts()
    facts.incomplete.insert(PathBytes(""))
    #expect(refusal(DeletionGuard(limit: .unlimited).verdict(facts)) == .listingIncomplete)
    #expect(!DeletionGuard().mayDelete(PathBytes("x"), facts.incomplete))
  }

  @Test(
    arguments: [
      (10, 10, true), (10, 11, true), (11, 20, false), (25, 100, true), (26, 100, false), (1000, 100_000, true),
      (1001, 100_000, false),
    ] as [(Int64, Int64, Bool)]) func theStandardLimitAsks(candidates: Int64, targets: Int64, isAllowed: Bool)
  {
    let verdict = DeletionGuard().verdict(facts(candidates, of: targets))
    if isAllowed {
      #expect(verdict == .allowed)
    } else if case .needsConfirmation(let message) = verdict {
      #expect(message.contains("--max-delete \(candidates)"))
    } else {
      Issue.record("\(verdict)")
    }
  }

  @Test(arguments: [("7", 7, 8), ("0", 0, 1), ("10%", 100, 101), ("0%", 0, 1)] as [(String, Int64, Int64)])
  func aLimitOfTheUserRefuses(text: String, most: Int64, over: Int64) throws {
    let guardian = DeletionGuard(limit: try DeletionLimit(parsing: text))
    #expect(guardian.verdict(facts(most)) == .allowed)
    #expect(refusal(guardian.verdict(facts(over))) == .overLimit)
  }

  @Test func limitsThatAreNone() throws {
    #expect(DeletionGuard(limit: try DeletionLimit(parsing: "unlimited")).verdict(facts(.max, of: .max)) == .allowed)
    #expect(refusal(DeletionGuard(limit: .percent(50)).verdict(facts(.max, of: .max))) == .overLimit)
    for text in ["", "-1", "101%", "x", "5 %", "%"] {
      #expect(throws: PlanningError.self) { try DeletionLimit(parsing: text) }
    }
  }

  @Test func onlyBelowDirectoriesThatWereReadCompletely() {
    var incomplete = IncompleteDirectories()
    incomplete.insert(PathBytes("a/b/"))
    incomplete.insertUnreadable(PathBytes("c/file"))
    let guardian = DeletionGuard()
    for path in ["a/b/", "a/b/x", "a/b/x/y", "c/file", "c/file/x"] {
      #expect(!guardian.mayDelete(PathBytes(path), incomplete), "\(path)")
    }
    for path in ["a/", "a/b", "a/bc", "a/b.x", "c/file2", "c/"] {
      #expect(guardian.mayDelete(PathBytes(path), incomplete), "\(path)")
    }
  }

  @Test func tooManyIncompleteDirectoriesAreEverything() {
    var incomplete = IncompleteDirectories()
    for number in 0...100_000 { incomplete.insert(PathBytes("d\(number)/")) }
    #expect(incomplete.isEverything)
    #expect(incomplete.covers(PathBytes("x")))
  }
}
