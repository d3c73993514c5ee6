import LocalFiles
import ObjectStores
import StorageModel

/// A store whose first answers to GET have one bit flipped.
struct FlippingStore: ObjectStore {
  let base: any ObjectStore
  private let left: Shared<Int>

  init(base: any ObjectStore, flips: Int) {
    self.base = base
    left = Shared(flips)
  }

  var limits: StoreLimits { base.limits }

  func list(_ request: ListRequest) async throws(StoreError) -> ListPage { try await base.list(request) }

  func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await base.head(key, options)
  }

  func get(_ key: ObjectKey, _ options: ReadOptions, into sink: BodySink) async throws(StoreError) -> GetResult {
    let flips = left.withLock { left in
      left -= 1
      return left >= 0
    }
    guard flips else { return try await base.get(key, options, into: sink) }
    var result = try await base.get(key, options, into: .memory(limitBytes: 1 << 30))
    result.bytes[result.bytes.count / 2] ^= 4
    if case .file(let region) = sink {
      do {
        try region.write(result.bytes, at: 0)
      } catch {
        throw StoreError(.sinkFailed, operation: "GetObject", message: "\(error)")
      }
      result.bytes = []
    }
    return result
  }

  func put(_ key: ObjectKey, body: BodySource, _ options: WriteOptions) async throws(StoreError) -> WriteResult {
    try await base.put(key, body: body, options)
  }

  func copy(_ source: CopySource, to key: ObjectKey, _ options: CopyOptions) async throws(StoreError) -> WriteResult {
    try await base.copy(source, to: key, options)
  }

  func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] { try await base.delete(items) }
}
