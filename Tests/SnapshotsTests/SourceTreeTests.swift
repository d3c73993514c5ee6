import Testing

@testable import Snapshots

@Suite struct SourceTreeTests {
  private func shape(_ tree: SourceTree) -> String {
    tree.children.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { name, child in
      let text = String(decoding: name, as: UTF8.self)
      if let path = child.path { return text + "=" + String(decoding: path, as: UTF8.self) }
      return text + "(" + shape(child) + ")"
    }.joined(separator: " ")
  }

  private func tree(_ targets: [String]) throws -> String {
    shape(try SourceTree(targets: targets.map { Array($0.utf8) }) { _ in [Array("in".utf8)] })
  }

  @Test func layouts() throws {
    #expect(try tree(["/a/b", "/a/c/"]) == "a(b=/a/b c=/a/c)")
    #expect(try tree(["a/b"]) == "a(b=a/b)")
    #expect(try tree(["../a"]) == "a=../a")
    #expect(try tree(["."]) == "in=in")
    #expect(try tree(["/"]) == "in=/in")
    #expect(try tree(["/a", "/a/b"]) == "a=/a")
    #expect(try tree(["/a/b", "/a"]) == "a=/a")
  }

  @Test func cleaning() {
    func cleaned(_ text: String) -> String { String(decoding: LexicalPath.cleaned(Array(text.utf8)), as: UTF8.self) }
    #expect(cleaned("/a//b/./c/../d/") == "/a/b/d")
    #expect(cleaned("../../x") == "../../x")
    #expect(cleaned("/../x") == "/x")
    #expect(cleaned("a/..") == ".")
  }
}
