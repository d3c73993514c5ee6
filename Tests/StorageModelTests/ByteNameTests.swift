import StorageModel
import Testing

@Suite struct ByteNameTests {
  @Test func namesThatUnicodeFoldsAreTwo() {
    let composed = PathBytes("caf\u{e9}")
    let decomposed = PathBytes("cafe\u{301}")
    #expect("caf\u{e9}" == "cafe\u{301}")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test func orderIsThatOfBytes() {
    let wanted = ["a", "a b", "a-b", "a.txt", "a/", "a/x", "ab", "b\u{10ffff}", "\u{ff5e}"]
    #expect(wanted.map { ObjectKey($0) }.shuffled().sorted() == wanted.map { ObjectKey($0) })
    #expect(PathBytes(bytes: [0x7f]) < PathBytes(bytes: [0x80]))
    #expect(PathBytes(bytes: []) < PathBytes(bytes: [0]))
  }

  @Test(
    arguments: [
      ([0x61, 0x0a, 0x62], "a\\x0ab"), ([0xff, 0x61], "\\xffa"), ([0x1b, 0x5b, 0x32, 0x4a], "\\x1b[2J"),
      ([0x5c], "\\x5c"), ([0xc3, 0xa9], "\u{e9}"), ([0xc2, 0x9b], "\\xc2\\x9b"),
      ([0xe2, 0x80, 0xae], "\\xe2\\x80\\xae"),
    ] as [([UInt8], String)])
  func nothingThatDrivesATerminalIsShown(bytes: [UInt8], shown: String) {
    #expect(PathBytes(bytes: bytes).description == shown)
  }

  @Test(arguments: ["", "..", "a/../b", "./a", "a//b", "/a", "a/.", "a\0b"])
  func namesThatLeaveOrConfuseAFolderAreUnsafe(path: String) {
    #expect(!PathBytes(path).isSafeBelowRoot)
  }

  @Test(arguments: ["a", "a/b", "...", "a/..b", "-rf", " ", "a/"])
  func odderNamesAreSafe(path: String) {
    #expect(PathBytes(path).isSafeBelowRoot)
  }

  @Test func aSegmentOver255BytesIsUnsafe() {
    #expect(PathBytes(String(repeating: "x", count: 255)).isSafeBelowRoot)
    #expect(!PathBytes(String(repeating: "x", count: 256)).isSafeBelowRoot)
  }

  @Test func parentsAndChildren() {
    #expect(PathBytes("a/b/c").parent == PathBytes("a/b/"))
    #expect(PathBytes("a/b/").parent == PathBytes("a/"))
    #expect(PathBytes("a").parent.isEmpty)
    #expect(PathBytes("a/").child(Array("b".utf8), asDirectory: true) == PathBytes("a/b/"))
    #expect(PathBytes("").child(Array("b".utf8)) == PathBytes("b"))
    #expect(PathBytes("a/bc/").lastSegment == Array("bc".utf8))
  }
}
