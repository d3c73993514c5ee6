import StorageModel
import Testing

@testable import Mirroring
@testable import Planning

@Suite struct PendingDirectoriesTests {
  private func entry(_ path: String) -> Entry {
    Entry(
      path: PathBytes(path), kind: path.hasSuffix("/") ? .directory : .file, sizeBytes: 0,
      modified: Timestamp(nanoseconds: 0))
  }

  /// Paths that come out; "+" items have a source, "-" items a target.
  private func settled(_ items: [String], upload: Bool, keepsEvery: Bool = false) -> [String] {
    var pending = PendingDirectories(
      sourceImpliesDirectories: upload, targetImpliesDirectories: !upload, keepsEveryDirectory: keepsEvery)
    var ready: [SortedMerge.Item] = []
    for text in items {
      let name = String(text.drop { $0 == "+" || $0 == "-" })
      let signs = text.prefix { $0 == "+" || $0 == "-" }
      ready += pending.settle(
        SortedMerge.Item(
          source: signs.contains("+") ? entry(name) : nil, target: signs.contains("-") ? entry(name) : nil, row: nil))
    }
    ready += pending.settleAll()
    return ready.map { "\($0.path)" }
  }

  @Test func onlyEmptyFoldersGetMarkers() {
    #expect(settled(["+a/", "+a/b/", "+a/b/x", "+c/", "+d"], upload: true) == ["a/b/x", "c/", "d"])
    #expect(settled(["+a/"], upload: true) == ["a/"])
    #expect(settled(["+a/", "+a/x"], upload: true, keepsEvery: true) == ["a/", "a/x"])
  }

  @Test func aFolderWithOnlyForeignObjectsAtTheTargetIsEmpty() {
    #expect(settled(["+a/", "-a/x", "+b"], upload: true).sorted() == ["a/", "a/x", "b"])
  }

  @Test func anExistingMarkerOfAFolderStays() {
    #expect(settled(["+-a/", "+-a/x"], upload: true) == ["a/", "a/x"])
  }

  @Test func impliedFoldersOfTheTargetAreNotExtraneous() {
    #expect(
      settled(["-a/", "-a/b/", "-a/b/old", "+a/b/x", "-c/", "-c/y", "+d"], upload: false).sorted() == [
        "a/b/old", "a/b/x", "c/", "c/y", "d",
      ])
  }

  @Test func unknownFoldersGetNoMarker() {
    var pending = PendingDirectories(
      sourceImpliesDirectories: true, targetImpliesDirectories: false, keepsEveryDirectory: false)
    #expect(pending.settle(SortedMerge.Item(source: entry("a/"), target: nil, row: nil)).isEmpty)
    pending.forget(PathBytes("a/"))
    #expect(pending.settleAll().isEmpty)
  }
}
