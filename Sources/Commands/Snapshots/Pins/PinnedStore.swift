import Digests
import ObjectStores
import StorageModel

/// A bucket as a pin has it, for reading: the objects of the manifest, each in the version that was pinned.
///
/// The manifest is read at the first use and kept, about 200 bytes an object.
final class PinnedStore: MultipartStore {
  let limits: StoreLimits
  private let name: String
  private let storage: PinStorage
  private let store: any MultipartStore
  private let manifest: ManifestOnce

  /// `store` is the bucket as it is now, through which versions are read.
  init(_ name: String, bucket: BucketName, store: any MultipartStore) {
    self.name = name
    self.store = store
    limits = store.limits
    storage = PinStorage(store: store, bucket: bucket)
    manifest = ManifestOnce(storage, name)
  }

  private func load() async throws(StoreError) -> PinManifest {
    do { return try await manifest.value() } catch let error as StoreError { throw error } catch {
      let known = CommandError(anyError: error)
      throw StoreError(
        known?.status == .notFound ? .noSuchKey : .invalidResponse, operation: "GetObject",
        bucket: storage.bucket.text, key: PinStorage.key(name), message: known?.message ?? "\(error)")
    }
  }

  func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    let manifest = try await load()
    var start = request.prefix
    if let after = request.startAfter?.bytes, compareBytes(after, start) >= 0 { start = after + [0] }
    if let token = request.token {
      guard let bytes = hexadecimalDecoded(token) else { throw refusal("ListObjectsV2", "the token is of no listing") }
      start = bytes
    }
    var page = ListPage(objects: [])
    var index = manifest.firstIndex(notBefore: start)
    while index < manifest.objects.count {
      let object = manifest.objects[index]
      guard object.key.hasPrefix(request.prefix) else { break }
      guard page.objects.count + page.commonPrefixes.count < min(max(1, request.pageSize), limits.listPage) else {
        page.nextToken = hexadecimal(object.key.bytes)
        break
      }
      if let folded = Self.fold(object.key.bytes, request) {
        page.commonPrefixes.append(ObjectKey(bytes: folded))
        while index < manifest.objects.count, manifest.objects[index].key.hasPrefix(folded) { index += 1 }
        continue
      }
      page.objects.append(
        ListedObject(
          key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.modified,
          storageClass: object.storageClass))
      index += 1
    }
    return page
  }

  private static func fold(_ key: [UInt8], _ request: ListRequest) -> [UInt8]? {
    let delimiter = request.delimiter
    guard !delimiter.isEmpty else { return nil }
    var start = request.prefix.count
    while start + delimiter.count <= key.count {
      if key[start..<start + delimiter.count].elementsEqual(delimiter) {
        return Array(key[..<(start + delimiter.count)])
      }
      start += 1
    }
    return nil
  }

  func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await store.head(key, try await versioned(key, options, "HeadObject"))
  }

  func get(_ key: ObjectKey, _ options: ReadOptions, into sink: BodySink) async throws(StoreError) -> GetResult {
    try await store.get(key, try await versioned(key, options, "GetObject"), into: sink)
  }

  private func versioned(
    _ key: ObjectKey, _ options: ReadOptions, _ operation: String
  ) async throws(StoreError) -> ReadOptions {
    guard options.versionID == nil else { return options }
    guard let object = try await load()[key] else {
      throw StoreError(
        .noSuchKey, operation: operation, bucket: storage.bucket.text, key: key,
        message: "the pin '\(name)' has no such object")
    }
    var options = options
    options.versionID = object.versionID
    return options
  }

  private func refusal(_ operation: String, _ message: String = "a pin cannot be changed") -> StoreError {
    StoreError(.invalidRequest, operation: operation, bucket: storage.bucket.text, message: message)
  }
}

/// Writing is refused.
extension PinnedStore {
  func put(_ key: ObjectKey, body: BodySource, _ options: WriteOptions) async throws(StoreError) -> WriteResult {
    throw refusal("PutObject")
  }

  func copy(_ source: CopySource, to key: ObjectKey, _ options: CopyOptions) async throws(StoreError) -> WriteResult {
    throw refusal("CopyObject")
  }

  func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] { throw refusal("DeleteObjects") }

  func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    throw refusal("CreateMultipartUpload")
  }

  func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart { throw refusal("UploadPart") }

  func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart { throw refusal("UploadPartCopy") }

  func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult { throw refusal("CompleteMultipartUpload") }

  func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    throw refusal("AbortMultipartUpload")
  }

  func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] { [] }

  func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] { [] }
}

/// A manifest that is read once, however many ask for it.
private actor ManifestOnce {
  private let storage: PinStorage
  private let name: String
  private var manifest: PinManifest?

  init(_ storage: PinStorage, _ name: String) {
    self.storage = storage
    self.name = name
  }

  func value() async throws -> PinManifest {
    if let manifest { return manifest }
    let loaded = try await storage.load(name)
    manifest = loaded
    return loaded
  }
}
