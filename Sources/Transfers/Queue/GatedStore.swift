package import ObjectStores
package import StorageModel

/// A store each of whose requests takes a slot of a ``ConcurrencyGate``.
///
/// Goes below whatever repeats requests: a retry that sleeps holds no slot, and each attempt is judged by itself.
package struct GatedStore: MultipartStore {
  private let base: any MultipartStore
  private let gate: ConcurrencyGate

  package init(_ base: any MultipartStore, gate: ConcurrencyGate) {
    self.base = base
    self.gate = gate
  }

  package var limits: StoreLimits { base.limits }

  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    try await gated("ListObjectsV2") { () throws(StoreError) in (try await base.list(request), 0) }
  }

  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await gated("HeadObject") { () throws(StoreError) in (try await base.head(key, options), 0) }
  }

  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    try await gated("GetObject") { () throws(StoreError) in
      let result = try await base.get(key, options, into: sink)
      return (result, result.receivedBytes)
    }
  }

  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try await gated("PutObject") { () throws(StoreError) in
      (try await base.put(key, body: body, options), body.lengthBytes)
    }
  }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    try await gated("CopyObject") { () throws(StoreError) in (try await base.copy(source, to: key, options), 0) }
  }

  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    try await gated("DeleteObjects") { () throws(StoreError) in (try await base.delete(items), 0) }
  }

  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    try await gated("CreateMultipartUpload") { () throws(StoreError) in (try await base.createUpload(key, options), 0) }
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    try await gated("UploadPart") { () throws(StoreError) in
      let part = try await base.uploadPart(key, uploadID: uploadID, number: number, body: body, digests: digests)
      return (part, body.lengthBytes)
    }
  }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    try await gated("UploadPartCopy") { () throws(StoreError) in
      (try await base.copyPart(source, range: range, to: key, uploadID: uploadID, number: number), 0)
    }
  }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try await gated("CompleteMultipartUpload") { () throws(StoreError) in
      (try await base.completeUpload(key, uploadID: uploadID, parts: parts, options), 0)
    }
  }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    try await gated("AbortMultipartUpload") { () throws(StoreError) in
      (try await base.abortUpload(key, uploadID: uploadID), 0)
    }
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    try await gated("ListParts") { () throws(StoreError) in (try await base.listParts(key, uploadID: uploadID), 0) }
  }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    try await gated("ListMultipartUploads") { () throws(StoreError) in (try await base.listUploads(prefix: prefix), 0) }
  }

  private func gated<Value>(
    _ operation: String, _ request: () async throws(StoreError) -> (Value, Int64)
  ) async throws(StoreError) -> Value {
    do {
      try await gate.acquire()
    } catch {
      throw StoreError(.cancelled, operation: operation, message: "cancelled while it waited for its turn")
    }
    do throws(StoreError) {
      let (value, bytes) = try await request()
      gate.release(.success(bytes: bytes))
      return value
    } catch {
      gate.release(error.code == .slowDown ? .slowDown : .failure)
      throw error
    }
  }
}
