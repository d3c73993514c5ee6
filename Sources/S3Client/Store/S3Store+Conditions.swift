internal import ObjectStores
internal import S3Protocol
internal import StorageModel

extension S3Store {
  /// The conditions to send with a write. One that the endpoint is known not to decide is decided here, by a look right
  /// before the write: not as good, as another writer may come between, but nothing is overwritten for lack of a look.
  func conditions(
    _ condition: WriteCondition, _ operation: String, _ key: ObjectKey
  ) async throws(StoreError) -> RequestConditions {
    switch condition {
    case .onlyIfAbsent where !service.settings.known.decidesIfAbsent:
      guard try await etag(of: key) == nil else { throw refusal(operation, key, "there is an object of this name") }
      return RequestConditions()
    case .onlyIfMatches(let wanted) where !service.settings.known.decidesIfMatches:
      guard try await etag(of: key) == wanted else { throw refusal(operation, key, "it is another object by now") }
      return RequestConditions()
    default: return RequestConditions(condition)
    }
  }

  /// nil for no object.
  private func etag(of key: ObjectKey) async throws(StoreError) -> ETag? {
    do throws(StoreError) {
      return try await head(key, ReadOptions(wantsChecksum: false)).etag
    } catch {
      guard error.code == .noSuchKey else { throw error }
      return nil
    }
  }

  private func refusal(_ operation: String, _ key: ObjectKey, _ message: String) -> StoreError {
    StoreError(.preconditionFailed, operation: operation, bucket: bucket.text, key: key, message: message)
  }
}
