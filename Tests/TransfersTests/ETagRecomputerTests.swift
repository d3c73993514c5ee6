import Digests
import FolderFixtures
import LocalFiles
import ObjectStores
import StorageModel
import Testing
import Transfers

/// What a store makes of a content is recomputed from the local file.
@Suite struct ETagRecomputerTests {
  @Test(arguments: [0, 1, 1000, 5 << 20, (5 << 20) + 1, (17 << 20) + 5])
  func agreesWithTheStore(count: Int) async throws {
    let folder = try RootedFolder()
    let bytes = content(count)
    let file = try folder.root.open(try folder.write(PathBytes("file"), bytes))
    let store = try memoryStore()
    let whole = try await store.put(ObjectKey("whole"), body: .bytes(bytes), WriteOptions())
    let found = try await ETagRecomputer.compare(file, sizeBytes: Int64(count), with: whole.etag)
    #expect(found == .equal(partSizeBytes: 0))
    guard count > 5 << 20 else { return }
    let parts = try await putInParts(store, bytes, partSize: 5 << 20)
    #expect(
      try await ETagRecomputer.compare(file, sizeBytes: Int64(count), with: parts) == .equal(partSizeBytes: 5 << 20))
    #expect(try await ETagRecomputer.etag(of: file, sizeBytes: Int64(count), partSizeBytes: 5 << 20) == parts)
  }

  @Test func tellsDifferentFromUnknown() async throws {
    let folder = try RootedFolder()
    let bytes = content(11 << 20)
    let size = Int64(bytes.count)
    let file = try folder.root.open(try folder.write(PathBytes("file"), bytes))
    let store = try memoryStore()
    let odd = try await putInParts(store, bytes, partSize: 5_555_555)
    #expect(try await ETagRecomputer.compare(file, sizeBytes: size, with: odd) == .unknown)
    #expect(
      try await ETagRecomputer.compare(file, sizeBytes: size, with: odd, knownPartSizeBytes: 5_555_555)
        == .equal(partSizeBytes: 5_555_555))
    let other = try await putInParts(store, content(11 << 20, seed: 2), partSize: 5_555_555)
    let verdict = try await ETagRecomputer.compare(
      file, sizeBytes: size, with: other, knownPartSizeBytes: 5_555_555)
    #expect(verdict == .different(odd))
    let single = ETag(hexadecimal(md5([1])))
    #expect(
      try await ETagRecomputer.compare(file, sizeBytes: size, with: single) == .different(ETag(hexadecimal(md5(bytes))))
    )
    #expect(try await ETagRecomputer.compare(file, sizeBytes: size, with: ETag("opaque")) == .unknown)
  }

  @Test func digestsHaveOneFormForEachCut() async throws {
    let folder = try RootedFolder()
    let bytes = content(3 << 20)
    let size = Int64(bytes.count)
    let file = try folder.root.open(try folder.write(PathBytes("file"), bytes))
    let whole = try await FileDigests.of(file, sizeBytes: size, partSizeBytes: 0)
    #expect(whole.digest.bytes == sha256(bytes))
    let parts = try await FileDigests.of(file, sizeBytes: size, partSizeBytes: 1 << 20)
    let expected = sha256(
      Array("cairn-parts".utf8) + [0, 0, 0, 0, 0, 0x10, 0, 0] + sha256(Array(bytes[..<(1 << 20)]))
        + sha256(Array(bytes[(1 << 20)..<(2 << 20)])) + sha256(Array(bytes[(2 << 20)...])))
    #expect(parts.digest.bytes == expected)
    var crc = CRC64NVME()
    crc.update(bytes)
    #expect(whole.crc64nvme == crc.value)
    #expect(parts.crc64nvme == crc.value)
    let failed = await failure { _ = try await FileDigests.of(file, sizeBytes: size + 1, partSizeBytes: 0) }
    #expect(failed == "source changedWhileRead")
  }

  private func putInParts(_ store: MemoryStore, _ bytes: [UInt8], partSize: Int) async throws -> ETag {
    let key = ObjectKey("parts")
    let uploadID = try await store.createUpload(key, WriteOptions())
    var parts: [UploadedPart] = []
    for start in stride(from: 0, to: bytes.count, by: partSize) {
      let body = Array(bytes[start..<min(bytes.count, start + partSize)])
      parts.append(
        try await store.uploadPart(
          key, uploadID: uploadID, number: parts.count + 1, body: .bytes(body), digests: BodyDigests()))
    }
    return try await store.completeUpload(key, uploadID: uploadID, parts: parts, WriteOptions()).etag
  }
}
