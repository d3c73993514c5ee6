package import StorageModel

/// One bucket of one endpoint (or something that behaves like it): the few operations on which everything else stands.
///
/// Every call may be repeated by its caller after a retryable ``StoreError``. All of them throw `.cancelled` soon after
/// their task is cancelled, and leave no request behind.
package protocol ObjectStore: Sendable {
  var limits: StoreLimits { get }

  /// One page of keys in ascending byte order, and of the common prefixes among them.
  func list(_ request: ListRequest) async throws(StoreError) -> ListPage

  func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo

  /// Reads the object or the range that `options` names. When it returns, the sink has the whole body, and its
  /// length was compared with what the store announced; checksums are the caller's to compare, see
  /// ``ObjectInfo/checksums``.
  func get(_ key: ObjectKey, _ options: ReadOptions, into sink: BodySink) async throws(StoreError) -> GetResult

  /// Writes the object at once or not at all. The store verified the digests that `options` carries.
  func put(_ key: ObjectKey, body: BodySource, _ options: WriteOptions) async throws(StoreError) -> WriteResult

  /// Copies inside the endpoint; no byte passes through here.
  func copy(_ source: CopySource, to key: ObjectKey, _ options: CopyOptions) async throws(StoreError) -> WriteResult

  /// Deletes up to ``StoreLimits/deleteBatch`` objects; the outcomes come in the order of `items`. An object that
  /// does not exist counts as deleted.
  func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome]
}

/// A store that takes an object in parts.
package protocol MultipartStore: ObjectStore {
  func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String

  /// `number` counts from 1 to ``StoreLimits/maximumParts``.
  func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart

  func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart

  /// Parts in ascending order. Only the conditions and the checksum of `options` count here.
  func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult

  /// An upload that is already gone counts as aborted.
  func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError)

  /// All parts in ascending order, however many pages that takes.
  func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart]

  /// All open uploads under a prefix, ordered by key and upload id.
  func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload]
}
