import S3Protocol
import StorageModel
import Testing

@testable import Commands

@Suite struct HistoryDifferenceTests {
  private let md5 = { (digit: Character) in String(repeating: digit, count: 32) }

  /// `a` to `f` are objects, `-` is a delete marker, upper case is made of parts; written oldest first.
  private func history(_ text: String) -> [VersionSummary] {
    text.reversed().enumerated().map { index, character in
      let key = ObjectKey("k")
      let time = Timestamp(seconds: 0)
      guard character != "-" else {
        return VersionSummary(deleteMarker: key, versionID: "\(index)", isLatest: index == 0, lastModified: time)
      }
      let etag = character.isUppercase ? md5(Character(character.lowercased())) + "-2" : md5(character)
      let object = ObjectSummary(key: key, sizeBytes: 1, etag: ETag(etag), lastModified: time)
      return VersionSummary(object: object, versionID: "\(index)", isLatest: index == 0)
    }
  }

  private func missing(_ source: String, _ target: String) -> Int? {
    switch HistoryDifference(source: history(source), target: history(target)) {
    case .none: 0
    case .missing(let versions): versions.count
    case .conflict: nil
    }
  }

  @Test(arguments: [
    ("abc", "", 3), ("abc", "abc", 0), ("abc", "ab", 1), ("a-b-", "a-", 2), ("aaa", "aa", 1), ("aba", "a", 2),
    // The source lost its oldest versions since.
    ("cd", "abc", 1), ("c", "abc", 0), ("-", "ab-", 0),
    // Made of parts on one side: the size has to do.
    ("Ab", "a", 1), ("Ab", "cb", 0),
  ])
  func whatIsMissingGoesBehind(_ source: String, _ target: String, _ count: Int) {
    #expect(missing(source, target) == count)
  }

  @Test(arguments: [("abc", "d"), ("abc", "abd"), ("a", "-"), ("abc", "bca-")])
  func anotherHistoryIsLeftAlone(_ source: String, _ target: String) {
    #expect(missing(source, target) == nil)
  }

  @Test func versionsComeOldestFirst() {
    guard case .missing(let versions) = HistoryDifference(source: history("abc"), target: history("a")) else {
      Issue.record("nothing is missing")
      return
    }
    #expect(versions.map { $0.object.etag.value } == [md5("b"), md5("c")])
  }
}
