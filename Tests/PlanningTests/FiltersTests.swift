import StorageModel
import Testing

@testable import Planning

@Suite struct FiltersTests {
  private func filters(_ rules: String...) throws -> Filters {
    var filters = Filters()
    for rule in rules { try filters.addRule(Array(rule.utf8)) }
    return filters
  }

  /// What is left of `paths` in a listing.
  private func left(_ filters: Filters, _ paths: [String]) -> [String] {
    var filter = TreeFilter(filters)
    return paths.filter { filter.admits(PathBytes($0)) }
  }

  @Test func theFirstRuleThatMatchesDecides() throws {
    let filters = try filters("+ keep.log", "- *.log")
    #expect(left(filters, ["a.log", "d/keep.log", "d/x.log", "d/x.txt"]) == ["d/keep.log", "d/x.txt"])
  }

  @Test func aDirectoryThatIsOutTakesEverythingAlong() throws {
    let filters = try filters("- d/", "+ d/keep")
    #expect(left(filters, ["d/keep", "d/x/y", "e/d/z", "e/f"]) == ["e/f"])
    #expect(!filters.descends(into: PathBytes("e/d/")))
    #expect(filters.admits(PathBytes("d")), "a file of that name is not a directory")
  }

  @Test func anExclamationMarkForgetsWhatWasBefore() throws {
    #expect(left(try filters("- *", "!", "- b"), ["a", "b"]) == ["a"])
  }

  @Test func aPatternCanNameADirectoryAndWhatIsInIt() throws {
    #expect(left(try filters("+ /a/***", "- *"), ["a/", "a/b/c", "b/", "b/a"]) == ["a/", "a/b/c"])
  }

  @Test func namesThatAreNotUTF8AreBytes() throws {
    var filters = Filters()
    try filters.exclude([0xff, UInt8(ascii: "?")])
    #expect(!filters.admits(PathBytes(bytes: [0xff, 0xfe])))
    #expect(filters.admits(PathBytes(bytes: [0xff, 0xfe, 0xfd])), "? is one byte")
  }

  @Test func filesOfRules() throws {
    var filters = Filters()
    try filters.addRules(Array("# comment\n; too\r\n\n+ a\r\n- *\n".utf8))
    #expect(left(filters, ["a", "b"]) == ["a"])
    var patterns = Filters()
    try patterns.addRules(Array("+ a\nb\n".utf8), form: .patterns(.exclude))
    #expect(left(patterns, ["a", "b", "c"]) == ["a", "c"])
    var separated = Filters()
    try separated.addRules(Array("- a\nb\0- c\0".utf8))
    #expect(left(separated, ["a\nb", "b", "c"]) == ["b"])
  }

  @Test(arguments: ["x", "merge /etc/rules", "P a", "+", "- ", "+s a", "-,q a", ""]) func refusesOtherRules(
    rule: String
  ) {
    var filters = Filters()
    let error = #expect(throws: PlanningError.self) { try filters.addRule(Array(rule.utf8)) }
    #expect(error?.code == .badRule)
  }

  @Test func aListingIsFilteredInAnyOrder() throws {
    let seed: UInt64 = 11
    var generator = SeededGenerator(seed: seed)
    let filters = try filters("- /a/b/", "- c/d", "+ *.x", "- /e/*/")
    let names = ["a", "b", "c", "d", "e", "f.x"]
    for _ in 0..<200 {
      let paths = (0..<20).map { _ in
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in
          names[Int.random(in: 0..<names.count, using: &generator)]
        }.joined(separator: "/") + (Bool.random(using: &generator) ? "/" : "")
      }
      #expect(left(filters, paths) == paths.filter { admitsPlainly(filters, $0) }, "seed \(seed)")
    }
  }

  private func admitsPlainly(_ filters: Filters, _ path: String) -> Bool {
    let bytes = Array(path.utf8)
    let above = bytes.indices.dropLast().filter { bytes[$0] == UInt8(ascii: "/") }
    return above.allSatisfy { filters.admits(PathBytes(bytes: Array(bytes[...$0]))) } && filters.admits(PathBytes(path))
  }

  @Test func patternsWithManyStarsEnd() throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    let star = try FilterRule(.exclude, Array((String(repeating: "a*", count: 40) + "b").utf8))
    let doubleStar = try FilterRule(.exclude, Array((String(repeating: "**a", count: 40) + "**b").utf8))
    let mixed = try FilterRule(.exclude, Array((String(repeating: "*a**?", count: 20) + "[b]").utf8))
    for rule in [star, doubleStar, mixed] { #expect(!text.withUnsafeBytes { rule.matches($0) }) }
    #expect(throws: PlanningError.self) { try FilterRule(.exclude, [UInt8](repeating: 42, count: 4097)) }
  }
}
