import StateDatabase
import StorageModel
import Testing

@Suite struct UploadJournalTests {
  private func upload(_ path: String) -> RecordedUpload {
    var upload = RecordedUpload(
      path: PathBytes(path), key: ObjectKey("prefix/" + path), sizeBytes: 100, partSizeBytes: 40,
      begun: Timestamp(seconds: 12))
    upload.sourceFile = FileFingerprint(
      device: 1, inode: 2, sizeBytes: 100, modified: Timestamp(seconds: 3), changed: Timestamp(seconds: 4))
    upload.sourceETag = ETag("source")
    return upload
  }

  @Test func eachStepSurvivesACrash() async throws {
    let folder = try TemporaryFolder()
    var state = try PairState.open(Sample.pair, folder: folder.path)
    func reopen() throws {
      try state.close()
      state = try PairState.open(Sample.pair, folder: folder.path)
    }
    var expected = upload("a")
    expected.id = try await state.uploads.begin(expected)
    try reopen()
    #expect(try await state.uploads.all() == [expected])
    expected.uploadID = "id-1"
    try await state.uploads.setUploadID("id-1", of: expected.id)
    try reopen()
    #expect(try await state.uploads.all() == [expected])
    let first = RecordedPart(
      number: 1, etag: ETag("p1"), sizeBytes: 40, digest: ContentDigest(words: (1, 2, 3, 4)),
      checksum: Checksum(.crc32c, bytes: [1, 2, 3, 4]))
    let second = RecordedPart(number: 2, etag: ETag("p2"), sizeBytes: 40)
    try await state.uploads.addPart(second, to: expected.id)
    try await state.uploads.addPart(RecordedPart(number: 1, etag: ETag("old"), sizeBytes: 1), to: expected.id)
    try await state.uploads.addPart(first, to: expected.id)
    expected.parts = [first, second]
    try reopen()
    #expect(try await state.uploads.all() == [expected])
    var other = upload("b")
    other.id = try await state.uploads.begin(other)
    #expect(other.id != expected.id)
    try await state.uploads.finish(expected.id)
    try reopen()
    #expect(try await state.uploads.all() == [other])
    try await state.uploads.finish(other.id)
    #expect(try await state.uploads.all().isEmpty)
    try state.close()
  }

  @Test func stepsOfAnUploadThatIsGoneDoNothing() async throws {
    let folder = try TemporaryFolder()
    let state = try PairState.open(Sample.pair, folder: folder.path)
    try await state.uploads.setUploadID("x", of: 99)
    try await state.uploads.finish(99)
    #expect(try await state.uploads.all().isEmpty)
    try state.close()
  }
}
