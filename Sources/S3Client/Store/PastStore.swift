internal import Digests
package import ObjectStores
internal import S3Protocol
package import StorageModel
internal import Synchronization

/// A bucket as it was at a point in time, for reading: of each key the version that was the latest then. An object that
/// was deleted then is not there.
///
/// Remembers the version of every key that it listed (about 150 bytes each), so that reads need no second look; a key
/// that was not listed is looked up.
package final class PastStore: MultipartStore {
  package let limits: StoreLimits
  package let time: Timestamp
  private let service: S3Service
  private let bucket: BucketName
  private let store: any MultipartStore
  private let known = Mutex<[ObjectKey: String]>([:])
  /// Listings that somebody may go on with, by what the next page is asked for with.
  private let continuations = Mutex<[Continuation.Place: Continuation]>([:])

  /// `store` is the bucket as it is now, through which versions are read.
  package init(service: S3Service, bucket: BucketName, store: any MultipartStore, at time: Timestamp) {
    self.service = service
    self.bucket = bucket
    self.store = store
    self.time = time
    limits = store.limits
  }

  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    var start = request.startAfter?.bytes ?? []
    if let token = request.token { start = try marker(token) }
    let wanted = min(max(1, request.pageSize), limits.listPage)
    var collector = Collector(request: request, start: start, wanted: wanted)
    var listing = try await continuation(of: request, from: start)
    while let key = listing.key, collector.takes(key, at: time) { listing.key = try await listing.reader.next() }
    let order = listing.reader.order
    guard order == .bytes || request.allowsFolderOrder else {
      var error = StoreError(
        .invalidResponse, operation: ListObjectVersionsRequest.name, bucket: bucket.text,
        message: "the listing of versions does not ascend")
      error.cause = ListingOrderError()
      throw error
    }
    let page = ListPage(
      objects: collector.objects, commonPrefixes: collector.prefixes, nextToken: collector.next.map { hexadecimal($0) })
    if let token = page.nextToken { keep(listing, at: Continuation.Place(token: token, prefix: request.prefix)) }
    known.withLock { known in
      for (key, version) in collector.versions { known[key] = version }
    }
    return page
  }

  /// Where the page before ended, unless it was another's.
  private func continuation(of request: ListRequest, from start: [UInt8]) async throws(StoreError) -> Continuation {
    if let token = request.token {
      let place = Continuation.Place(token: token, prefix: request.prefix)
      if let kept = continuations.withLock({ $0.removeValue(forKey: place) }) { return kept }
    }
    var reader = KeyVersionsReader(service: service, bucket: bucket, prefix: request.prefix, after: start)
    let key = try await reader.next()
    return Continuation(reader: reader, key: key)
  }

  /// Only a saving: a listing that was dropped is begun anew.
  private func keep(_ listing: Continuation, at place: Continuation.Place) {
    continuations.withLock { continuations in
      if continuations.count >= Continuation.limit { continuations.removeAll() }
      continuations[place] = listing
    }
  }

  package func head(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ObjectInfo {
    try await store.head(key, try await versioned(key, options))
  }

  package func get(
    _ key: ObjectKey, _ options: ReadOptions, into sink: BodySink
  ) async throws(StoreError) -> GetResult {
    try await store.get(key, try await versioned(key, options), into: sink)
  }

  /// The version that `key` had, for a copy inside the endpoint.
  package func versionID(of key: ObjectKey) async throws(StoreError) -> String {
    if let known = known.withLock({ $0[key] }) { return known }
    var found: VersionSummary?
    var reader = KeyVersionsReader(service: service, bucket: bucket, prefix: key.bytes)
    while let versions = try await reader.next(), versions.key <= key {
      guard versions.key == key else { continue }
      found = versions.current(at: time)
      break
    }
    guard let found else {
      throw StoreError(
        .noSuchKey, operation: "GetObject", bucket: bucket.text, key: key,
        message: "there was no such object at that time")
    }
    known.withLock { $0[key] = found.versionID }
    return found.versionID
  }

  private func versioned(_ key: ObjectKey, _ options: ReadOptions) async throws(StoreError) -> ReadOptions {
    guard options.versionID == nil else { return options }
    var options = options
    options.versionID = try await versionID(of: key)
    return options
  }

  private func marker(_ token: String) throws(StoreError) -> [UInt8] {
    guard let bytes = hexadecimalDecoded(token) else {
      throw refusal("ListObjectVersions", "the token is not of this listing")
    }
    return bytes
  }

  private func refusal(_ operation: String, _ message: String = "the past cannot be changed") -> StoreError {
    StoreError(.invalidRequest, operation: operation, bucket: bucket.text, message: message)
  }
}

/// Writing is refused.
extension PastStore {
  package func put(
    _ key: ObjectKey, body: BodySource, _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult { throw refusal("PutObject") }

  package func copy(
    _ source: CopySource, to key: ObjectKey, _ options: CopyOptions
  ) async throws(StoreError) -> WriteResult { throw refusal("CopyObject") }

  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    throw refusal("DeleteObjects")
  }

  package func createUpload(_ key: ObjectKey, _ options: WriteOptions) async throws(StoreError) -> String {
    throw refusal("CreateMultipartUpload")
  }

  package func uploadPart(
    _ key: ObjectKey, uploadID: String, number: Int, body: BodySource, digests: BodyDigests
  ) async throws(StoreError) -> UploadedPart { throw refusal("UploadPart") }

  package func copyPart(
    _ source: CopySource, range: ByteRange, to key: ObjectKey, uploadID: String, number: Int
  ) async throws(StoreError) -> UploadedPart { throw refusal("UploadPartCopy") }

  package func completeUpload(
    _ key: ObjectKey, uploadID: String, parts: [UploadedPart], _ options: WriteOptions
  ) async throws(StoreError) -> WriteResult { throw refusal("CompleteMultipartUpload") }

  package func abortUpload(_ key: ObjectKey, uploadID: String) async throws(StoreError) {
    throw refusal("AbortMultipartUpload")
  }

  package func listParts(_ key: ObjectKey, uploadID: String) async throws(StoreError) -> [UploadedPart] { [] }

  package func listUploads(prefix: [UInt8]) async throws(StoreError) -> [OpenUpload] { [] }
}

/// A listing between two of its pages.
private struct Continuation: Sendable {
  struct Place: Hashable, Sendable {
    let token: String
    let prefix: [UInt8]
  }

  /// More than are read at the same time.
  static let limit = 64

  var reader: KeyVersionsReader
  /// That was read, and is not in a page yet; nil after the last one.
  var key: KeyVersions?
}

/// Makes a page of a listing from keys with their versions.
private struct Collector {
  let request: ListRequest
  let wanted: Int
  var objects: [ListedObject] = []
  var prefixes: [ObjectKey] = []
  var versions: [(ObjectKey, String)] = []
  /// The last key that was looked at, where the page is full.
  var next: [UInt8]?
  private var lastKey: [UInt8] = []

  private let start: [UInt8]

  init(request: ListRequest, start: [UInt8], wanted: Int) {
    self.request = request
    self.start = start
    self.wanted = wanted
  }

  /// False when the page was full before this key.
  mutating func takes(_ key: KeyVersions, at time: Timestamp) -> Bool {
    guard let version = key.current(at: time) else {
      lastKey = key.key.bytes
      return true
    }
    let folded = fold(key.key.bytes)
    if let folded {
      if prefixes.last?.bytes == folded || start.starts(with: folded) {
        lastKey = key.key.bytes
        return true
      }
    }
    guard objects.count + prefixes.count < wanted else {
      next = lastKey
      return false
    }
    lastKey = key.key.bytes
    if let folded {
      prefixes.append(ObjectKey(bytes: folded))
      return true
    }
    let object = version.object
    objects.append(
      ListedObject(
        key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.lastModified,
        storageClass: object.storageClass))
    versions.append((object.key, version.versionID))
    return true
  }

  private func fold(_ key: [UInt8]) -> [UInt8]? {
    guard !request.delimiter.isEmpty else { return nil }
    let rest = key.dropFirst(request.prefix.count)
    guard rest.count >= request.delimiter.count else { return nil }
    for start in rest.indices.dropLast(request.delimiter.count - 1)
    where rest[start..<start + request.delimiter.count].elementsEqual(request.delimiter) {
      return Array(key[..<(start + request.delimiter.count)])
    }
    return nil
  }
}
