import S3Client
import S3Protocol
import StorageModel
import Testing

@testable import Commands

/// Pins of endpoints that list folder by folder: there `a/x` stands before `a-b` and `a.txt`.
@Suite struct PinComparisonTests {
  private static let folderOrder = ["a/x", "a/y", "a-b/z", "a.txt", "b"]

  private func object(_ key: String, _ version: String = "1", etag: String = "e") -> PinnedObject {
    PinnedObject(
      key: ObjectKey(key), versionID: version, sizeBytes: 2, etag: ETag(etag), modified: Timestamp(seconds: 1))
  }

  private func pin(_ objects: [PinnedObject]) -> PinManifest {
    let header = PinHeader(
      name: "n", created: Timestamp(seconds: 9), bucket: "bucket", prefix: [], objects: 0, bytes: 0)
    return PinManifest(header: header, objects: objects)
  }

  private func listed(_ object: PinnedObject) -> KeyVersions {
    let summary = ObjectSummary(
      key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.modified)
    return KeyVersions(
      key: object.key, versions: [VersionSummary(object: summary, versionID: object.versionID, isLatest: true)])
  }

  @Test func aManifestIsInKeyOrderWhateverCame() throws {
    let made = pin(Self.folderOrder.map { object($0) })
    #expect(made.objects.map(\.key.description) == ["a-b/z", "a.txt", "a/x", "a/y", "b"])
    #expect(made.header.objects == 5 && made.header.bytes == 10)
    let read = try PinManifest(decoding: made.encoded(), name: "n")
    #expect(read.header == made.header && read.objects == made.objects)
    for key in Self.folderOrder { #expect(read[ObjectKey(key)]?.versionID == "1", "\(key)") }
    #expect(read[ObjectKey("a")] == nil)
  }

  @Test(arguments: [folderOrder, folderOrder.sorted(), folderOrder.reversed()])
  func whatChangedIsFoundInAnyOrder(_ order: [String]) {
    var changes = PinChanges(old: pin(["a/x", "a-b/z", "a.txt", "gone"].map { object($0) }))
    for key in order { changes.take(ObjectKey(key), ETag(key == "a.txt" ? "other" : "e"), sizeBytes: 2) }
    changes.finish()
    #expect(
      changes.inKeyOrder.map { "\($0.letter) \($0.key) \($0.oldBytes) \($0.newBytes)" }
        == ["M a.txt 2 2", "+ a/y 0 2", "+ b 0 2", "- gone 2 0"])
  }

  @Test(arguments: [folderOrder, folderOrder.sorted()])
  func whatIsLostIsFoundInAnyOrder(_ order: [String]) {
    let pin = pin((Self.folderOrder + ["a0"]).map { object($0) })
    var all = PinLosses(pin)
    for key in order + ["a0"] { all.take(listed(object(key))) }
    #expect(all.inKeyOrder.isEmpty)
    var some = PinLosses(pin)
    for key in order where key != "b" {
      some.take(listed(object(key, key == "a/y" ? "2" : "1", etag: key == "a-b/z" ? "other" : "e")))
    }
    #expect(
      some.inKeyOrder.map { "\($0.object.key) \($0.reason)" }
        == ["a-b/z is another one", "a/y is gone", "a0 is gone", "b is gone"])
  }
}
