import StorageModel
import Testing

@testable import Planning

@Suite struct RenameMatcherTests {
  private func source(_ path: String, modified: Int64 = 5) -> Entry {
    Entry(
      path: PathBytes(path), kind: .file, sizeBytes: 100, modified: Timestamp(seconds: modified),
      fingerprint: FileFingerprint(
        device: 1, inode: 9, sizeBytes: 100, modified: Timestamp(seconds: modified), changed: Timestamp(seconds: 99)))
  }

  private func row(_ path: String, digest: UInt64? = 1, size: Int64 = 100) -> StateRecord {
    var row = StateRecord(path: PathBytes(path), object: ObjectRecord(etag: ETag("e"), sizeBytes: size))
    row.file = source(path).fingerprint
    row.file?.changed = Timestamp(seconds: 1)
    row.contentDigest = digest.map { ContentDigest(words: ($0, 0, 0, 0)) }
    return row
  }

  @Test func aRenamedFileIsFoundByInodeAndTimeAndMustBeHashed() {
    let match = RenameMatcher.match(source("new/name"), candidates: [row("a"), row("old/name"), row("new/name")])
    #expect(match?.old.path == PathBytes("old/name"))
    #expect(match?.mustHave == ContentDigest(words: (1, 0, 0, 0)))
  }

  @Test func aKnownDigestNeedsNoMore() {
    let digest = ContentDigest(words: (2, 0, 0, 0))
    let match = RenameMatcher.match(
      source("n", modified: 77), candidates: [row("a"), row("b", digest: 2)], digest: digest)
    #expect(match == RenameMatch(old: row("b", digest: 2), mustHave: nil))
  }

  @Test func nothingIsGuessed() {
    #expect(RenameMatcher.match(source("n", modified: 6), candidates: [row("a")]) == nil)
    #expect(RenameMatcher.match(source("n"), candidates: [row("a", digest: nil)]) == nil)
    #expect(RenameMatcher.match(source("n"), candidates: [row("a", size: 99)]) == nil)
    var gone = row("a")
    gone.object = nil
    #expect(RenameMatcher.match(source("n"), candidates: [gone]) == nil)
  }
}
