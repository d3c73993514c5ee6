internal import ObjectStores
package import S3Client
internal import S3Protocol
package import StorageModel
internal import Synchronization

/// Where checks work: a scratch prefix in a bucket, and a scratch bucket where one may be made.
package struct Bench: Sendable {
  /// The answer to a plain request that nobody signed.
  package struct PlainAnswer: Sendable {
    package var status: Int
    package var fields: HTTPFields
    package var body: [UInt8]

    package init(status: Int, fields: HTTPFields, body: [UInt8]) {
      self.status = status
      self.fields = fields
      self.body = body
    }
  }

  package let service: S3Service
  package let bucket: BucketName
  /// Ends in `/`, and nothing was below it.
  package let prefix: [UInt8]
  /// What the names of scratch buckets begin with; nil where none is to be made. Up to 50 characters.
  private let scratchName: String?
  private let measurements: Measurements
  let now: @Sendable () -> Timestamp
  let pause: @Sendable (Duration) async throws -> Void
  let send:
    @Sendable (_ method: String, _ url: String, _ fields: HTTPFields, _ body: [UInt8]) async throws -> PlainAnswer

  package init(
    service: S3Service, bucket: BucketName, prefix: [UInt8], scratchName: String?,
    now: @escaping @Sendable () -> Timestamp, pause: @escaping @Sendable (Duration) async throws -> Void,
    send:
      @escaping @Sendable (_ method: String, _ url: String, _ fields: HTTPFields, _ body: [UInt8]) async throws
      -> PlainAnswer
  ) {
    self.service = service
    self.bucket = bucket
    self.prefix = prefix
    self.scratchName = scratchName
    self.now = now
    self.pause = pause
    self.send = send
    measurements = Measurements()
  }

  /// What checks measured, for the endpoint's profile.
  package var measured: [String: String] { measurements.values }

  func learn(_ name: String, _ value: String) { measurements.set(name, value) }

  /// A request without headers of its own.
  func request(_ method: String, _ url: String, _ body: [UInt8]) async throws -> PlainAnswer {
    try await send(method, url, HTTPFields(), body)
  }

  /// A bucket for each kind of check: some endpoints take a while until a name can be used again.
  private static let scratchUses = ["missing", "versions", "null", "lock", "rules", "pages"]

  /// The bucket of a use, which does not exist until a check makes it.
  func scratchBucket(_ use: String) -> BucketName? { scratchName.flatMap { BucketName("\($0)-\(use)") } }

  var store: RetryingStore<S3Store> { service.store(bucket) }

  func key(_ name: String) -> ObjectKey { ObjectKey(bytes: prefix + Array(name.utf8)) }

  @discardableResult
  func put(_ name: String, _ text: String, _ options: WriteOptions = WriteOptions()) async throws -> WriteResult {
    try await store.put(key(name), body: .bytes(Array(text.utf8)), options)
  }

  func get(_ name: String, _ options: ReadOptions = ReadOptions()) async throws -> GetResult {
    try await store.get(key(name), options, into: .memory(limitBytes: 32 << 20))
  }

  /// What `work` is refused with; nil when it is not.
  func refusal(of work: () async throws -> Void) async throws -> StoreError? {
    do {
      try await work()
      return nil
    } catch let error as StoreError {
      if error.code == .cancelled { throw error }
      return error
    }
  }

  /// `.passed` when `work` is refused with the status and, where one is given, the code of the service.
  func expectRefusal(
    _ status: Int, _ code: String?, of what: String, _ work: () async throws -> Void
  ) async throws -> Finding {
    guard let error = try await refusal(of: work) else { return .differs("\(what) is taken") }
    let isAsExpected = error.httpStatus == status && (code == nil || error.serviceCode == code)
    let wanted = "\(status)" + (code.map { " \($0)" } ?? "")
    let found = error.httpStatus.map { "\($0)" } ?? error.code.rawValue
    return .expecting(isAsExpected, "\(what) answers \(found) \(error.serviceCode ?? ""), not \(wanted)")
  }

  /// Deletes everything that checks left. Errors are the caller's to report.
  package func cleanUp() async throws {
    for upload in try await store.listUploads(prefix: prefix) {
      try await store.abortUpload(upload.key, uploadID: upload.uploadID)
    }
    try await removeAll(in: bucket, prefix: prefix)
    for use in Self.scratchUses {
      if let name = scratchBucket(use) { try await emptyAndRemove(name) }
    }
  }

  private func emptyAndRemove(_ name: BucketName) async throws {
    do {
      try await removeAll(in: name, prefix: [])
      try await service.deleteBucket(name)
    } catch let error as StoreError {
      // No check made it.
      guard [.noSuchBucket, .notFound, .accessDenied].contains(error.code) else { throw error }
    }
  }

  /// Versions where the endpoint lists them, then objects.
  private func removeAll(in bucket: BucketName, prefix: [UInt8]) async throws {
    let store = service.store(bucket)
    let request = ListObjectVersionsRequest(prefix: prefix)
    do {
      for _ in 0..<100 {
        let page = try await service.send(request, to: OperationTarget(bucket: bucket))
        if page.versions.isEmpty { break }
        _ = try await store.delete(page.versions.map { DeleteItem(key: $0.object.key, versionID: $0.versionID) })
      }
    } catch {
      // An endpoint without versions, or one whose null version cannot be named: what is left is deleted below.
      if [.noSuchBucket, .cancelled].contains(error.code) { throw error }
    }
    for _ in 0..<100 {
      var request = ListRequest(prefix: prefix)
      request.allowsFolderOrder = true
      let page = try await store.list(request)
      guard !page.objects.isEmpty else { return }
      _ = try await store.delete(page.objects.map { DeleteItem(key: $0.key) })
    }
  }
}

/// Values of checks.
private final class Measurements: Sendable {
  private let stored = Mutex<[String: String]>([:])

  var values: [String: String] { stored.withLock { $0 } }

  func set(_ name: String, _ value: String) { stored.withLock { $0[name] = value } }
}
