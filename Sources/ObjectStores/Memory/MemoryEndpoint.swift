package import StorageModel
internal import Synchronization

/// Buckets in memory: the reference model of an endpoint, with which tests compare real ones.
package final class MemoryEndpoint: Sendable {
  /// An object as it is kept.
  struct StoredObject: Sendable {
    var body: [UInt8]
    var info: ObjectInfo
  }

  /// A multipart upload on its way.
  struct StoredUpload: Sendable {
    var key: ObjectKey
    var options: WriteOptions
    var initiated: Timestamp
    var parts: [Int: (part: UploadedPart, body: [UInt8])] = [:]
  }

  struct Bucket: Sendable {
    var objects: [ObjectKey: StoredObject] = [:]
    /// The keys of `objects`, ascending.
    var order: [ObjectKey] = []
    var uploads: [String: StoredUpload] = [:]
  }

  struct State: Sendable {
    var buckets: [BucketName: Bucket] = [:]
    var uploadCount = 0
  }

  let state: Mutex<State>
  let now: @Sendable () -> Timestamp

  /// `now` stamps LastModified.
  package init(now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 1_700_000_000) }) {
    self.state = Mutex(State())
    self.now = now
  }

  /// The bucket as a store; it comes into being with the first call.
  package func bucket(_ name: BucketName, limits: StoreLimits = StoreLimits()) -> MemoryStore {
    state.withLock { state in
      if state.buckets[name] == nil { state.buckets[name] = Bucket() }
    }
    return MemoryStore(endpoint: self, name: name, limits: limits)
  }
}

extension MemoryEndpoint.Bucket {
  mutating func insert(_ object: MemoryEndpoint.StoredObject, at key: ObjectKey) {
    if objects.updateValue(object, forKey: key) == nil { order.insert(key, at: firstIndex(notBefore: key)) }
  }

  mutating func remove(_ key: ObjectKey) {
    guard objects.removeValue(forKey: key) != nil else { return }
    order.remove(at: firstIndex(notBefore: key))
  }

  /// The index of the first key that is not before `key`.
  func firstIndex(notBefore key: ObjectKey) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
