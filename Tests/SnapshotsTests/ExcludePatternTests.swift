import Testing

@testable import Snapshots

@Suite struct ExcludePatternTests {
  @Test(arguments: [
    ("*.o", "/a/b/x.o", true), ("*.o", "/a/b.o/c", true), ("*.o", "/a/b.oo", false), ("/a/*", "/a/b/c", true),
    ("/b", "/a/b", false), ("b/c", "/a/b/c/d", true), ("b/c", "/a/b/x/c", false), ("b/**/c", "/a/b/x/y/c", true),
    ("b/**/c", "/a/b/c", true), ("/**/c", "/x/c", true), ("[a-c]?", "/bx", true), ("[^a]x", "/ax", false),
    ("\\*", "/*", true), ("\\*", "/a", false), ("a*b*c", "/axxbyyc", true), ("a*b*c", "/axxbyy", false),
  ])
  func matches(pattern: String, path: String, expected: Bool) throws {
    let compiled = try #require(ExcludePattern(Array(pattern.utf8)))
    #expect(compiled.matches(Array(path.utf8)) == expected, "\(pattern) on \(path)")
  }

  @Test func lastMatchDecides() {
    var rules = ExcludeRules()
    rules.add(lines: Array("# comment\n*.log\n!keep.log\n\n".utf8))
    #expect(rules.excludes(Array("/a/x.log".utf8)))
    #expect(!rules.excludes(Array("/a/keep.log".utf8)))
    #expect(!rules.excludes(Array("/a/other".utf8)))
  }

  @Test func caseFolds() throws {
    let pattern = try #require(ExcludePattern(Array("*.JPG".utf8), foldsCase: true))
    #expect(pattern.matches(Array("/x/Photo.jpg".utf8)))
  }
}
