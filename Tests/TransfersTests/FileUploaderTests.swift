import Digests
import FolderFixtures
import LocalFiles
import ObjectStores
import StorageModel
import Testing
import Transfers

/// An object is one state of its file, or is not written; no upload stays open unrecorded.
@Suite struct FileUploaderTests {
  private let mebibyte = 1 << 20

  @Test(arguments: [0, 1, 5000, 1 << 20, (1 << 20) + 1, 3 << 20])
  func putsSmallFilesInOneRequest(count: Int) async throws {
    let folder = try RootedFolder()
    let bytes = content(count)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    let log = CallLog()
    let shared = resources()
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: shared)
    let sent = Shared<Int64>(0)
    let uploaded = try await uploader.upload(UploadRequest(path: path, key: ObjectKey("key"))) { bytes in
      sent.withLock { $0 += bytes }
    }
    #expect(try await store.body(ObjectKey("key")) == bytes)
    #expect(log.total == 1)
    #expect(uploaded.digest.bytes == sha256(bytes))
    #expect(uploaded.partSizeBytes == 0)
    #expect(uploaded.fingerprint == (try folder.root.status(path).fingerprint))
    let total = sent.withLock { $0 }
    #expect(total == Int64(count))
    #expect(shared.budget.bytesInUse == 0)
    let info = try await store.head(ObjectKey("key"), ReadOptions())
    #expect(info.checksums == [checksum(.crc64nvme, of: bytes)])
  }

  @Test func putsLargeFilesInParts() async throws {
    let folder = try RootedFolder()
    let bytes = content(7 * mebibyte + 12345)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    let recorder = MemoryRecorder()
    let uploader = FileUploader(store: store, root: folder.root, resources: resources())
    let uploaded = try await uploader.upload(
      UploadRequest(path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20, recorder: recorder))
    #expect(try await store.body(ObjectKey("key")) == bytes)
    #expect(uploaded.partCount == 8)
    #expect(uploaded.sentBytes == Int64(bytes.count))
    let local = try await FileDigests.of(
      try folder.root.open(path), sizeBytes: Int64(bytes.count), partSizeBytes: 1 << 20)
    #expect(uploaded.digest == local.digest)
    #expect(uploaded.crc64nvme == local.crc64nvme)
    #expect(recorder.log == ["intend", "created"] + [String](repeating: "sent", count: 8) + ["closed"])
    #expect(try await store.listUploads(prefix: []).isEmpty)
    let info = try await store.head(ObjectKey("key"), ReadOptions())
    #expect(info.checksums == [checksum(.crc64nvme, of: bytes)])
  }

  @Test func refusesAFileThatIsNotTheOneOfThePlan() async throws {
    let folder = try RootedFolder()
    let path = try folder.write("file", "old")
    let seen = try folder.root.status(path).fingerprint
    try folder.write("file", "new")
    let log = CallLog()
    let uploader = FileUploader(store: log.wrap(try memoryStore()), root: folder.root, resources: resources())
    let found = await failure {
      _ = try await uploader.upload(UploadRequest(path: path, key: ObjectKey("key"), expected: seen))
    }
    #expect(found == "source changedWhileRead")
    #expect(log.total == 0)
  }

  /// The file is written to while part 3 is on its way, with size and mtime put back afterwards.
  @Test(arguments: [false, true]) func neverCompletesAFileThatChanged(isRecorded: Bool) async throws {
    let folder = try RootedFolder()
    let path = try folder.write(PathBytes("file"), content(6 * mebibyte))
    let before = try folder.root.status(path)
    let store = try memoryStore()
    let log = CallLog { call, number in
      guard call.operation == .uploadPart, number == 3 else { return nil }
      if let file = try? folder.root.open(path) { try? file.set(FileMetadata(modified: Timestamp(seconds: 1))) }
      if let file = try? folder.root.open(path) { try? file.set(FileMetadata(modified: before.modified)) }
      return nil
    }
    let recorder = MemoryRecorder()
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: resources())
    let found = await failure {
      _ = try await uploader.upload(
        UploadRequest(
          path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20,
          recorder: isRecorded ? recorder : nil))
    }
    #expect(found == "source changedWhileRead")
    #expect(log.count(.completeUpload) == 0)
    #expect(log.count(.abortUpload) == 1)
    #expect(try await store.listUploads(prefix: []).isEmpty)
    if isRecorded { #expect(recorder.log.last == "closed") }
  }

  @Test func reportsAFileThatShrinks() async throws {
    let folder = try RootedFolder()
    let path = try folder.write(PathBytes("file"), content(6 * mebibyte))
    let store = try memoryStore()
    let text = folder.text
    let log = CallLog { call, number in
      if call.operation == .uploadPart, number == 1 { truncateFile(text + "/file", to: 100) }
      return nil
    }
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: resources(width: 1))
    let found = await failure {
      _ = try await uploader.upload(
        UploadRequest(path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20))
    }
    #expect(found == "source changedWhileRead")
    #expect(try await store.listUploads(prefix: []).isEmpty)
  }

  @Test func resumesWhereItStopped() async throws {
    let folder = try RootedFolder()
    let bytes = content(8 * mebibyte)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    let recorder = MemoryRecorder()
    let broken = CallLog { call, number in
      call.operation == .uploadPart && number > 5
        ? StoreError(.unreachable, operation: "UploadPart", message: "gone") : nil
    }
    var request = UploadRequest(
      path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20, recorder: recorder)
    let first = FileUploader(store: broken.wrap(store), root: folder.root, resources: resources())
    let stopped = request
    #expect(await failure { _ = try await first.upload(stopped) } == "store unreachable")
    #expect(try await store.listUploads(prefix: []).count == 1)
    let resumable = try #require(recorder.resumable)
    #expect(resumable.parts.count == 5)
    request.resume = resumable
    let log = CallLog()
    let second = FileUploader(store: log.wrap(store), root: folder.root, resources: resources())
    let uploaded = try await second.upload(request)
    #expect(log.count(.uploadPart) == 3)
    #expect(log.count(.createUpload) == 0)
    #expect(uploaded.sentBytes == Int64(3 * mebibyte))
    #expect(try await store.body(ObjectKey("key")) == bytes)
    let local = try await FileDigests.of(
      try folder.root.open(path), sizeBytes: Int64(bytes.count), partSizeBytes: 1 << 20)
    #expect(uploaded.digest == local.digest)
    #expect(recorder.log.last == "closed")
  }

  @Test func doesNotResumeAnotherFile() async throws {
    let folder = try RootedFolder()
    let path = try folder.write(PathBytes("file"), content(3 * mebibyte))
    let store = try memoryStore()
    let stale = try await store.createUpload(ObjectKey("key"), WriteOptions())
    var fingerprint = try folder.root.status(path).fingerprint
    fingerprint.inode += 1
    let resume = ResumableUpload(uploadID: stale, partSizeBytes: 1 << 20, fingerprint: fingerprint, parts: [])
    let recorder = MemoryRecorder()
    let uploader = FileUploader(store: store, root: folder.root, resources: resources())
    _ = try await uploader.upload(
      UploadRequest(
        path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20, resume: resume, recorder: recorder))
    #expect(try await store.listUploads(prefix: []).isEmpty)
    #expect(recorder.log.prefix(3) == ["closed", "intend", "created"])
  }

  @Test func beginsAnewWhenTheUploadIsGone() async throws {
    let folder = try RootedFolder()
    let bytes = content(4 * mebibyte)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    let log = CallLog { call, number in
      call.operation == .uploadPart && number == 2
        ? StoreError(.noSuchUpload, operation: "UploadPart", message: "aborted") : nil
    }
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: resources())
    _ = try await uploader.upload(
      UploadRequest(path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20))
    #expect(log.count(.createUpload) == 2)
    #expect(try await store.body(ObjectKey("key")) == bytes)
  }

  @Test func settlesALostCompletion() async throws {
    let folder = try RootedFolder()
    let bytes = content(3 * mebibyte)
    let path = try folder.write(PathBytes("file"), bytes)
    let store = try memoryStore()
    // The store completes, the answer is lost.
    let deaf = LosingStore(base: store)
    let uploader = FileUploader(store: deaf, root: folder.root, resources: resources())
    let uploaded = try await uploader.upload(
      UploadRequest(path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20))
    #expect(uploaded.result.etag == (try await store.head(ObjectKey("key"), ReadOptions()).etag))
    #expect(uploaded.result.etag.partCount == 3)
  }

  @Test(arguments: ["intend", "created", "sent"]) func stopsWhenItCannotBeRecorded(event: String) async throws {
    let folder = try RootedFolder()
    let path = try folder.write(PathBytes("file"), content(4 * mebibyte))
    let store = try memoryStore()
    let recorder = MemoryRecorder { $0 == event }
    let uploader = FileUploader(store: store, root: folder.root, resources: resources())
    let found = await failure {
      _ = try await uploader.upload(
        UploadRequest(path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20, recorder: recorder))
    }
    #expect(found == "recorder")
    #expect(try await store.listUploads(prefix: []).isEmpty)
    #expect(await failure { _ = try await store.head(ObjectKey("key"), ReadOptions()) } != nil)
  }

  /// Cancelled at each call in turn: what is open afterwards is recorded, or nothing is open.
  @Test(arguments: 1...9, [false, true])
  func cancellationLeavesNothingUnrecorded(at call: Int, isRecorded: Bool) async throws {
    let folder = try RootedFolder()
    let path = try folder.write(PathBytes("file"), content(6 * mebibyte))
    let store = try memoryStore()
    let recorder = MemoryRecorder()
    let count = Shared(0)
    let task = Shared<Task<Void, any Error>?>(nil)
    let log = CallLog { _, _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      if number == call { task.withLock { $0?.cancel() } }
      return nil
    }
    let uploader = FileUploader(store: log.wrap(store), root: folder.root, resources: resources(width: 2))
    let begun = Shared(false)
    let upload = Task {
      while !begun.withLock({ $0 }) { await Task.yield() }
      _ = try await uploader.upload(
        UploadRequest(
          path: path, key: ObjectKey("key"), preferredPartSizeBytes: 1 << 20,
          recorder: isRecorded ? recorder : nil))
    }
    task.withLock { $0 = upload }
    begun.withLock { $0 = true }
    let found = await failure { try await upload.value }
    #expect(found == "cancelled" || (found == nil && call >= 8))
    let open = try await store.listUploads(prefix: [])
    if isRecorded {
      #expect(open.map(\.uploadID) == (recorder.resumable.map { [$0.uploadID] } ?? []))
    } else {
      #expect(open.isEmpty)
    }
  }
}
