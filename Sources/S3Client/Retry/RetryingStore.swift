package import ObjectStores
package import StorageModel

/// A store whose calls are repeated after failures that may pass, by one ``Retrier``.
///
/// Not repeated: bodies from a stream, reads whose sink has been given something, and what the endpoint refused for
/// good. A write with a condition, or the completion of an upload, that fails on a repetition because the first
/// attempt had succeeded and only its answer was lost, is recognised by what is stored.
package struct RetryingStore<Base: MultipartStore>: MultipartStore {
  package let base: Base
  let retrier: Retrier

  package init(_ base: Base, retrier: Retrier) {
    self.base = base
    self.retrier = retrier
  }

  package var limits: StoreLimits { base.limits }

  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    try await retrier.run { [base] (_, _) async throws(StoreError) in try await base.list(request) }
  }

  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await retrier.run { [base] (_, _) async throws(StoreError) in try await base.head(key, options) }
  }

  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    guard case .stream(let writer) = sink else {
      return try await retrier.run { [base] (_, _) async throws(StoreError) in
        try await base.get(key, options, into: sink)
      }
    }
    let watched = WatchedWriter(writer)
    return try await retrier.run(mayRepeat: { !watched.isTouched }) { [base] (_, _) async throws(StoreError) in
      try await base.get(key, options, into: .stream(watched))
    }
  }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    try await retrier.write { [base] (_) async throws(StoreError) in try await base.copy(source, to: key, options) }
  }

  /// What failed in a way that may pass is tried again; the rest is not sent twice.
  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    var outcomes = try await deleteAll(items)
    let failed = outcomes.indices.filter { outcomes[$0].error?.isRetryable == true }
    guard let first = failed.first, let cause = outcomes[first].error else { return outcomes }
    let again = failed.map { items[$0] }
    let repeated: [DeleteOutcome]
    do throws(StoreError) {
      repeated = try await retrier.run { (attempt, _) async throws(StoreError) in
        // The first attempt is the one that has just failed: the retrier waits before the second.
        if attempt == 1 { throw cause }
        let outcomes = try await deleteAll(again)
        if let error = outcomes.lazy.compactMap(\.error).first(where: \.isRetryable) { throw error }
        return outcomes
      }
    } catch {
      if error.code == .cancelled { throw error }
      return outcomes
    }
    for (index, outcome) in zip(failed, repeated) { outcomes[index] = outcome }
    return outcomes
  }

  private func deleteAll(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    try await retrier.run { [base] (_, _) async throws(StoreError) in try await base.delete(items) }
  }
}
