import Glibc
import ObjectStores
import StorageModel

/// A store that does what it is asked, and whose answers to CompleteMultipartUpload never arrive.
struct LosingStore: MultipartStore {
  let base: any MultipartStore

  var limits: StoreLimits { base.limits }

  func list(_ request: ListRequest) async throws(StoreError) -> ListPage { try await base.list(request) }

  func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await base.head(key, options)
  }

  func get(_ key: ObjectKey, _ options: ReadOptions, into sink: BodySink) async throws(StoreError) -> GetResult {
    try await base.get(key, options, into: sink)
  }

  func put(_ key: ObjectKey, body: BodySource, _ options: WriteOptions) async throws(StoreError) -> WriteResult {
    try await base.put(key, body: body, options)
  }

  func copy(_ source: CopySource, to key: ObjectKey, _ options: CopyOptions) async throws(StoreError) -> WriteResult {
    try await base.copy(source, to: key, options)
  }

  func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] { try await base.delete(items) }

  func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    try await base.createUpload(key, options)
  }

  func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    try await base.uploadPart(key, uploadID: uploadID, number: number, body: body, digests: digests)
  }

  func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    try await base.copyPart(source, range: range, to: key, uploadID: uploadID, number: number)
  }

  func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    _ = try await base.completeUpload(key, uploadID: uploadID, parts: parts, options)
    throw StoreError(.timeout, operation: "CompleteMultipartUpload", key: key, message: "no answer")
  }

  func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    try await base.abortUpload(key, uploadID: uploadID)
  }

  func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    try await base.listParts(key, uploadID: uploadID)
  }

  func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    try await base.listUploads(prefix: prefix)
  }
}

/// Cuts a file behind the back of whoever reads it.
func truncateFile(_ path: String, to length: Int) { truncate(path, length) }
