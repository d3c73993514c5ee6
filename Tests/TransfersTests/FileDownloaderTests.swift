import Digests
import FolderFixtures
import LocalFiles
import ObjectStores
import StorageModel
import Testing
import Transfers

/// A file appears complete and verified, or not at all.
@Suite struct FileDownloaderTests {
  private let key = ObjectKey("key")

  private func request(_ size: Int, etag: ETag? = nil, known: Int64? = nil, holes: Bool = false) -> DownloadRequest {
    DownloadRequest(
      key: key, sizeBytes: Int64(size), etag: etag, path: PathBytes("copy"),
      placement: { _ in .file(FileMetadata(modified: Timestamp(seconds: 1_000_000_007), mode: 0o640)) },
      knownPartSizeBytes: known, keepsHoles: holes)
  }

  @Test(arguments: [0, 1, 70_000, 1 << 20, (1 << 20) + 1, 9 << 20, (33 << 20) + 77])
  func getsWholeObjects(count: Int) async throws {
    let folder = try RootedFolder()
    let bytes = content(count)
    let store = try memoryStore()
    let options = WriteOptions(digests: BodyDigests(checksum: checksum(.crc64nvme, of: bytes)))
    let etag = try await store.put(key, body: .bytes(bytes), options).etag
    let shared = resources()
    let received = Shared<Int64>(0)
    let log = CallLog()
    let downloader = FileDownloader(store: log.wrap(store), root: folder.root, resources: shared)
    let downloaded = try await downloader.download(request(count, etag: etag)) { bytes in
      received.withLock { $0 += bytes }
    }
    #expect(try folder.read(PathBytes("copy")) == bytes)
    #expect(downloaded.verification == .checksum(.crc64nvme))
    #expect(downloaded.status == (try folder.root.status(PathBytes("copy"))))
    #expect(downloaded.status.modified == Timestamp(seconds: 1_000_000_007))
    #expect(downloaded.status.attributes.mode & 0o777 == 0o640)
    let total = received.withLock { $0 }
    #expect(total == Int64(count))
    #expect(log.count(.get) == (count > 32 << 20 ? 3 : 1))
    #expect(try folder.entries() == [PathBytes("copy")])
    #expect(shared.budget.bytesInUse == 0)
  }

  @Test(arguments: [ChecksumAlgorithm.crc32, .crc32c, .sha1, .sha256])
  func verifiesByWhateverChecksumThereIs(algorithm: ChecksumAlgorithm) async throws {
    let folder = try RootedFolder()
    let bytes = content(2 << 20)
    let store = try memoryStore()
    let options = WriteOptions(digests: BodyDigests(checksum: checksum(algorithm, of: bytes)))
    _ = try await store.put(key, body: .bytes(bytes), options)
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
    #expect(try await downloader.download(request(bytes.count)).verification == .checksum(algorithm))
  }

  @Test func verifiesByETagsToo() async throws {
    let folder = try RootedFolder()
    let bytes = content(11 << 20)
    let store = try memoryStore()
    _ = try await store.put(key, body: .bytes(bytes), WriteOptions())
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
    #expect(try await downloader.download(request(bytes.count)).verification == .etag)
    try await putInParts(store, bytes, partSize: 5 << 20)
    let guessed = try await downloader.download(request(bytes.count)).verification
    #expect(guessed == .multipartETag(partSizeBytes: 5 << 20))
    try await putInParts(store, bytes, partSize: 5_555_555)
    #expect(try await downloader.download(request(bytes.count)).verification == .lengthOnly)
    let known = try await downloader.download(request(bytes.count, known: 5_555_555)).verification
    #expect(known == .multipartETag(partSizeBytes: 5_555_555))
  }

  @Test(arguments: [1000, 2 << 20, (33 << 20) + 1], [1, 2])
  func neverKeepsDamagedBytes(count: Int, damagedAnswers: Int) async throws {
    let folder = try RootedFolder()
    try folder.write("copy", "old")
    let bytes = content(count)
    let base = try memoryStore()
    let options = WriteOptions(digests: BodyDigests(checksum: checksum(.crc64nvme, of: bytes)))
    _ = try await base.put(key, body: .bytes(bytes), options)
    let store = FlippingStore(base: base, flips: damagedAnswers)
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources(width: 1))
    let found = await failure { _ = try await downloader.download(request(count)) }
    // Ranges: both flips may fall into one attempt.
    if damagedAnswers == 1 || (count > 32 << 20 && found == nil) {
      #expect(found == nil)
      #expect(try folder.read(PathBytes("copy")) == bytes)
    } else {
      #expect(found == "damaged checksum CRC64NVME")
      #expect(try folder.read(PathBytes("copy")) == Array("old".utf8))
    }
    #expect(try folder.entries() == [PathBytes("copy")])
  }

  @Test func refusesAnotherObject() async throws {
    let folder = try RootedFolder()
    let store = try memoryStore()
    for count in [1000, 40 << 20] {
      let etag = try await store.put(key, body: .bytes([UInt8](repeating: 1, count: count)), WriteOptions()).etag
      _ = try await store.put(key, body: .bytes([UInt8](repeating: 2, count: count)), WriteOptions())
      let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
      let found = await failure { _ = try await downloader.download(request(count, etag: etag)) }
      #expect(found == "store preconditionFailed")
    }
    #expect(try folder.entries().isEmpty)
  }

  /// The object is replaced between two ranges.
  @Test func doesNotMixTwoObjects() async throws {
    let folder = try RootedFolder()
    let store = try memoryStore()
    let count = 50 << 20
    _ = try await store.put(key, body: .bytes([UInt8](repeating: 1, count: count)), WriteOptions())
    let key = self.key
    let gets = Shared(0)
    let swapping = InterceptedStore(store) { call throws(StoreError) in
      guard call.operation == .get else { return }
      let number = gets.withLock { gets in
        gets += 1
        return gets
      }
      if number == 2 {
        _ = try await store.put(key, body: .bytes([UInt8](repeating: 2, count: count)), WriteOptions())
      }
    }
    let downloader = FileDownloader(store: swapping, root: folder.root, resources: resources(width: 2))
    #expect(await failure { _ = try await downloader.download(request(count)) } == "store preconditionFailed")
    #expect(try folder.entries().isEmpty)
  }

  @Test func makesLinksOfLinkObjects() async throws {
    let folder = try RootedFolder()
    let store = try memoryStore()
    let target = Array("../else where".utf8)
    _ = try await store.put(key, body: .bytes(target), WriteOptions())
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
    var request = request(target.count)
    request.placement = { _ in .symlink(FileMetadata()) }
    let downloaded = try await downloader.download(request)
    #expect(downloaded.status.kind == .symlink)
    #expect(try folder.root.readLink(PathBytes("copy")) == target)
  }

  @Test func givesZerosBackToTheDisk() async throws {
    let folder = try RootedFolder()
    let bytes = content(1 << 20) + [UInt8](repeating: 0, count: 3 << 20) + content(1 << 20)
    let store = try memoryStore()
    _ = try await store.put(key, body: .bytes(bytes), WriteOptions())
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
    let downloaded = try await downloader.download(request(bytes.count, holes: true))
    #expect(downloaded.status.hasHoles)
    #expect(try folder.read(PathBytes("copy")) == bytes)
  }

  @Test func namesTheFolderThatIsMissing() async throws {
    let folder = try RootedFolder()
    let store = try memoryStore()
    _ = try await store.put(key, body: .bytes([1]), WriteOptions())
    let downloader = FileDownloader(store: store, root: folder.root, resources: resources())
    var request = request(1)
    request.path = PathBytes("missing/copy")
    let wanted = request
    #expect(await failure { _ = try await downloader.download(wanted) } == "destination notFound")
  }

  @Test(arguments: 1...4, [5000, 40 << 20]) func cancellationLeavesNoFile(at call: Int, count: Int) async throws {
    let folder = try RootedFolder()
    let store = try memoryStore()
    _ = try await store.put(key, body: .bytes([UInt8](repeating: 1, count: count)), WriteOptions())
    let task = Shared<Task<Void, any Error>?>(nil)
    let calls = Shared(0)
    let log = CallLog { _, _ in
      let number = calls.withLock { calls in
        calls += 1
        return calls
      }
      if number == call { task.withLock { $0?.cancel() } }
      return nil
    }
    let downloader = FileDownloader(store: log.wrap(store), root: folder.root, resources: resources(width: 1))
    let begun = Shared(false)
    let request = request(count)
    let download = Task {
      while !begun.withLock({ $0 }) { await Task.yield() }
      _ = try await downloader.download(request)
    }
    task.withLock { $0 = download }
    begun.withLock { $0 = true }
    let found = await failure { try await download.value }
    if found == nil {
      #expect(try folder.entries() == [PathBytes("copy")])
    } else {
      #expect(found == "cancelled")
      #expect(try folder.entries().isEmpty)
    }
  }

  private func putInParts(_ store: MemoryStore, _ bytes: [UInt8], partSize: Int) async throws {
    let uploadID = try await store.createUpload(key, WriteOptions())
    var parts: [UploadedPart] = []
    for start in stride(from: 0, to: bytes.count, by: partSize) {
      let body = Array(bytes[start..<min(bytes.count, start + partSize)])
      parts.append(
        try await store.uploadPart(
          key, uploadID: uploadID, number: parts.count + 1, body: .bytes(body), digests: BodyDigests()))
    }
    _ = try await store.completeUpload(key, uploadID: uploadID, parts: parts, WriteOptions())
  }
}
