package import StorageModel

/// A store before whose every call something else happens: counting, waiting, or a failure on purpose.
package struct InterceptedStore: MultipartStore {
  private let base: any MultipartStore
  private let before: @Sendable (StoreCall) async throws(StoreError) -> Void

  /// What `before` throws is thrown instead of the call, which then does not happen.
  package init(
    _ base: any MultipartStore, before: @escaping @Sendable (StoreCall) async throws(StoreError) -> Void
  ) {
    self.base = base
    self.before = before
  }

  package var limits: StoreLimits { base.limits }

  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    try await before(StoreCall(.list))
    return try await base.list(request)
  }

  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await before(StoreCall(.head, key: key))
    return try await base.head(key, options)
  }

  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    try await before(StoreCall(.get, key: key))
    return try await base.get(key, options, into: sink)
  }

  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try await before(StoreCall(.put, key: key, bodyBytes: body.lengthBytes))
    return try await base.put(key, body: body, options)
  }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    try await before(StoreCall(.copy, key: key))
    return try await base.copy(source, to: key, options)
  }

  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    try await before(StoreCall(.delete, key: items.first?.key))
    return try await base.delete(items)
  }

  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    try await before(StoreCall(.createUpload, key: key))
    return try await base.createUpload(key, options)
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart {
    try await before(StoreCall(.uploadPart, key: key, bodyBytes: body.lengthBytes))
    return try await base.uploadPart(key, uploadID: uploadID, number: number, body: body, digests: digests)
  }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart {
    try await before(StoreCall(.copyPart, key: key))
    return try await base.copyPart(source, range: range, to: key, uploadID: uploadID, number: number)
  }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try await before(StoreCall(.completeUpload, key: key))
    return try await base.completeUpload(key, uploadID: uploadID, parts: parts, options)
  }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    try await before(StoreCall(.abortUpload, key: key))
    try await base.abortUpload(key, uploadID: uploadID)
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] {
    try await before(StoreCall(.listParts, key: key))
    return try await base.listParts(key, uploadID: uploadID)
  }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] {
    try await before(StoreCall(.listUploads))
    return try await base.listUploads(prefix: prefix)
  }
}
