internal import Digests
package import StorageModel
internal import Synchronization

/// One bucket of a ``MemoryEndpoint``, with the semantics of Amazon S3 (S3 API Reference, the page of each operation).
package struct MemoryStore: ObjectStore {
  let endpoint: MemoryEndpoint
  let name: BucketName
  package let limits: StoreLimits

  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    try checkCancellation("ListObjectsV2")
    return endpoint.state.withLock { state in
      guard let bucket = state.buckets[name] else { return ListPage(objects: []) }
      return page(of: bucket, request)
    }
  }

  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try stored(key, options, operation: "HeadObject").info
  }

  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    let object = try stored(key, options, operation: "GetObject")
    var body = object.body[...]
    var info = object.info
    if let range = options.range {
      guard range.first < Int64(object.body.count) else {
        throw error(.invalidRequest, "GetObject", key, 416, "InvalidRange", "the range begins after the end")
      }
      body = object.body[Int(range.first)...Int(min(range.last, Int64(object.body.count) - 1))]
      info.checksums = []
    }
    let bytes = try await deliver(Array(body), into: sink, key: key)
    return GetResult(info: info, bytes: bytes, receivedBytes: Int64(body.count))
  }

  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult {
    try checkCancellation("PutObject")
    let bytes = try await collect(body, key: key)
    try verify(bytes, options.digests, key: key, operation: "PutObject")
    let object = MemoryEndpoint.StoredObject(
      body: bytes, info: info(of: bytes, etag: ETag(hexadecimal(md5(bytes))), options))
    return try write(object, to: key, options.condition, operation: "PutObject")
  }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult {
    let store = MemoryStore(endpoint: endpoint, name: source.bucket, limits: limits)
    let conditions = ReadOptions(versionID: source.versionID, ifMatch: source.ifMatch)
    var object = try store.stored(source.key, conditions, operation: "CopyObject")
    if source.bucket == name, source.key == key, options.replacingHeaders == nil, options.storageClass == nil {
      throw error(.invalidRequest, "CopyObject", key, 400, "InvalidRequest", "a copy onto itself changes nothing")
    }
    if let headers = options.replacingHeaders { object.info.headers = headers }
    object.info.storageClass = options.storageClass
    object.info.lastModified = endpoint.now()
    return try write(object, to: key, options.condition, operation: "CopyObject")
  }

  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    try checkCancellation("DeleteObjects")
    guard items.count <= limits.deleteBatch else {
      throw error(.invalidRequest, "DeleteObjects", nil, 400, "MalformedXML", "more than \(limits.deleteBatch) keys")
    }
    return endpoint.state.withLock { state in
      items.map { item in
        if let expected = item.ifMatch, let found = state.buckets[name]?.objects[item.key], found.info.etag != expected
        {
          let refusal = error(.preconditionFailed, "DeleteObjects", item.key, 412, "PreconditionFailed", "it changed")
          return DeleteOutcome(key: item.key, error: refusal)
        }
        state.buckets[name]?.remove(item.key)
        return DeleteOutcome(key: item.key)
      }
    }
  }
}

extension MemoryStore {
  func error(
    _ code: StoreError.Code, _ operation: String, _ key: ObjectKey?, _ status: Int, _ serviceCode: String,
    _ message: String
  ) -> StoreError {
    StoreError(
      code, operation: operation, bucket: name.text, key: key, httpStatus: status, serviceCode: serviceCode,
      message: message)
  }

  func checkCancellation(_ operation: String) throws(StoreError) {
    if Task.isCancelled { throw StoreError(.cancelled, operation: operation, bucket: name.text, message: "cancelled") }
  }

  func stored(
    _ key: ObjectKey, _ options: ReadOptions, operation: String
  ) throws(StoreError) -> MemoryEndpoint.StoredObject {
    try checkCancellation(operation)
    guard let object = endpoint.state.withLock({ $0.buckets[name]?.objects[key] }) else {
      throw error(.noSuchKey, operation, key, 404, "NoSuchKey", "the key does not exist")
    }
    if let expected = options.ifMatch, expected != object.info.etag {
      throw error(.preconditionFailed, operation, key, 412, "PreconditionFailed", "the object is another one")
    }
    if let known = options.ifNoneMatch, known == object.info.etag {
      throw error(.notModified, operation, key, 304, "NotModified", "the object is still the same")
    }
    return object
  }

  func info(of bytes: [UInt8], etag: ETag, _ options: WriteOptions) -> ObjectInfo {
    ObjectInfo(
      sizeBytes: Int64(bytes.count), etag: etag, lastModified: endpoint.now(), headers: options.headers,
      storageClass: options.storageClass, checksums: options.digests.checksum.map { [$0] } ?? [])
  }

  /// The condition is evaluated together with the write.
  func write(
    _ object: MemoryEndpoint.StoredObject, to key: ObjectKey, _ condition: WriteCondition, operation: String
  ) throws(StoreError) -> WriteResult {
    let refusal: StoreError? = endpoint.state.withLock { state in
      let present = state.buckets[name]?.objects[key]
      switch condition {
      case .onlyIfAbsent where present != nil:
        return error(.preconditionFailed, operation, key, 412, "PreconditionFailed", "the key exists")
      case .onlyIfMatches where present == nil:
        return error(.noSuchKey, operation, key, 404, "NoSuchKey", "the key does not exist")
      case .onlyIfMatches(let etag) where present?.info.etag != etag:
        return error(.preconditionFailed, operation, key, 412, "PreconditionFailed", "the object is another one")
      default:
        state.buckets[name, default: MemoryEndpoint.Bucket()].insert(object, at: key)
        return nil
      }
    }
    if let refusal { throw refusal }
    return WriteResult(
      etag: object.info.etag, checksum: object.info.checksums.first, lastModified: object.info.lastModified)
  }

  func verify(
    _ bytes: [UInt8], _ digests: BodyDigests, key: ObjectKey, operation: String
  ) throws(StoreError) {
    if let expected = digests.sha256, expected != sha256(bytes) {
      let message = "the body is not what was signed"
      throw error(.checksumMismatch, operation, key, 400, "XAmzContentSHA256Mismatch", message)
    }
    guard let expected = digests.checksum else { return }
    var hasher = ChecksumHasher(algorithm: expected.algorithm)
    hasher.update(bytes)
    guard hasher.finalize().bytes == expected.bytes else {
      throw error(.checksumMismatch, operation, key, 400, "BadDigest", "the checksum does not match the body")
    }
  }
}
