import StorageModel
import Testing

@testable import Planning

@Suite struct NameListTests {
  private func admitted(_ list: String, _ paths: [String]) throws -> [String] {
    let names = try NameList(Array(list.utf8))
    return paths.filter { names.admits(PathBytes($0)) }
  }

  @Test func namesLetInWhatIsAboveAndBelow() throws {
    #expect(
      try admitted("./a/b\n/c/\n# d\n", ["a/", "a/b", "a/b/", "a/b/x", "a/bc", "a", "c/", "c/x/y", "d", "e/"])
        == ["a/", "a/b", "a/b/", "a/b/x", "c/", "c/x/y"])
  }

  @Test func namesMayHoldNewlines() throws {
    #expect(try admitted("a\nb\0#c\0", ["a\nb", "a", "#c"]) == ["a\nb", "#c"])
  }

  @Test func theRootIsEverything() throws { #expect(try admitted(".\n", ["a/b"]) == ["a/b"]) }

  @Test func namesThatLeaveTheTreeAreRefused() {
    #expect(throws: PlanningError.self) { try NameList(Array("a/../../b\n".utf8)) }
  }

  @Test func anEmptyListLetsNothingIn() throws {
    let names = try NameList([])
    #expect(names.isEmpty)
    #expect(!names.admits(PathBytes("a")))
  }
}
