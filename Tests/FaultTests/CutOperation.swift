import FolderFixtures
import ObjectStores
import S3Client
import S3Stub
import StorageModel
import Testing

/// Every operation that the client uses, as something to break: what must stand before, the call, what must be true
/// after it.
enum CutOperation: String, CaseIterable, Sendable {
  case getObject = "GetObject"
  case getRange = "GetObject of a range"
  case headObject = "HeadObject"
  case putObject = "PutObject"
  case copyObject = "CopyObject"
  case deleteObjects = "DeleteObjects"
  case listObjects = "ListObjectsV2"
  case createUpload = "CreateMultipartUpload"
  case uploadPart = "UploadPart"
  case copyPart = "UploadPartCopy"
  case completeUpload = "CompleteMultipartUpload"
  case abortUpload = "AbortMultipartUpload"
  case listParts = "ListParts"
  case listUploads = "ListMultipartUploads"
  case createBucket = "CreateBucket"
  case deleteBucket = "DeleteBucket"

  /// In S3's name.
  var operation: String { self == .getRange ? "GetObject" : rawValue }

  static let body = noise(300)
  private static let key = ObjectKey("k")
  private var key: ObjectKey { Self.key }

  /// What a call needs to know of what was prepared.
  struct Preparation: Sendable {
    var uploadID = ""
    var parts: [UploadedPart] = []
  }

  /// Brings the bucket into the same state each time.
  func prepare(_ place: FaultPlace) async throws -> Preparation {
    place.stub.withModel { model in
      model.buckets = ["bucket": [:]]
      model.uploads = [:]
      model.put(Self.body, at: "k", in: "bucket")
      model.put([1], at: "other", in: "bucket")
      if self == .deleteBucket { model.buckets["second"] = [:] }
    }
    guard [.uploadPart, .copyPart, .completeUpload, .abortUpload, .listParts, .listUploads].contains(self) else {
      return Preparation()
    }
    let id = try await place.store.createUpload(key, WriteOptions())
    guard self != .uploadPart, self != .copyPart else { return Preparation(uploadID: id) }
    let part = try await place.store.uploadPart(
      key, uploadID: id, number: 1, body: .bytes(Self.body), digests: BodyDigests())
    return Preparation(uploadID: id, parts: [part])
  }

  /// Makes the call and holds its result against the model.
  func carryOut(_ place: FaultPlace, _ prepared: Preparation, _ comment: Comment) async throws {
    switch self {
    case .getObject, .getRange, .headObject, .listObjects, .listParts, .listUploads:
      try await read(place, prepared, comment)
    case .putObject, .copyObject, .deleteObjects, .createBucket, .deleteBucket: try await write(place, comment)
    case .createUpload, .uploadPart, .copyPart, .completeUpload, .abortUpload:
      try await send(place, prepared, comment)
    }
  }

  private func read(_ place: FaultPlace, _ prepared: Preparation, _ comment: Comment) async throws {
    let store = place.store
    switch self {
    case .getObject:
      #expect(try await store.get(key, ReadOptions(), into: .memory(limitBytes: 999)).bytes == Self.body, comment)
    case .getRange:
      let options = ReadOptions(range: ByteRange(first: 10, last: 209))
      #expect(
        try await store.get(key, options, into: .memory(limitBytes: 999)).bytes == Array(Self.body[10...209]), comment)
    case .headObject: #expect(try await store.head(key, ReadOptions()).sizeBytes == 300, comment)
    case .listObjects: #expect(try await place.listAll(store) == [key, ObjectKey("other")], comment)
    case .listParts:
      #expect(try await store.listParts(key, uploadID: prepared.uploadID).map(\.sizeBytes) == [300], comment)
    default:
      #expect(try await store.listUploads(prefix: []).map(\.uploadID) == [prepared.uploadID], comment)
    }
  }

  private func write(_ place: FaultPlace, _ comment: Comment) async throws {
    let store = place.store
    switch self {
    case .putObject:
      _ = try await store.put(key, body: .bytes([7, 8]), WriteOptions())
      #expect(place.contents[key] == [7, 8], comment)
    case .copyObject:
      _ = try await store.copy(
        CopySource(bucket: place.bucket, key: key), to: ObjectKey("copy"), CopyOptions())
      #expect(place.contents[ObjectKey("copy")] == Self.body, comment)
    case .deleteObjects:
      let outcomes = try await store.delete([DeleteItem(key: key), DeleteItem(key: ObjectKey("other"))])
      #expect(outcomes.allSatisfy { $0.error == nil } && place.contents.isEmpty, comment)
    case .createBucket:
      try await place.service.createBucket(try #require(BucketName("second")))
      #expect(place.stub.withModel { $0.buckets["second"] != nil }, comment)
    default:
      do {
        try await place.service.deleteBucket(try #require(BucketName("second")))
      } catch let error as StoreError where error.code == .noSuchBucket {
        // It went with the request whose answer was lost.
      }
      #expect(place.stub.withModel { $0.buckets["second"] == nil }, comment)
    }
  }

  private func send(_ place: FaultPlace, _ prepared: Preparation, _ comment: Comment) async throws {
    let store = place.store
    switch self {
    case .createUpload:
      let id = try await store.createUpload(key, WriteOptions())
      #expect(place.stub.withModel { $0.uploads[id] != nil }, comment)
    case .uploadPart:
      _ = try await store.uploadPart(
        key, uploadID: prepared.uploadID, number: 1, body: .bytes([7, 8]), digests: BodyDigests())
      #expect(place.stub.withModel { $0.uploads[prepared.uploadID]?.parts[1]?.body } == [7, 8], comment)
    case .copyPart:
      _ = try await store.copyPart(
        CopySource(bucket: place.bucket, key: key), range: try #require(ByteRange(first: 0, last: 9)), to: key,
        uploadID: prepared.uploadID, number: 1)
      #expect(
        place.stub.withModel { $0.uploads[prepared.uploadID]?.parts[1]?.body } == Array(Self.body[..<10]), comment)
    case .completeUpload:
      _ = try await store.completeUpload(
        key, uploadID: prepared.uploadID, parts: prepared.parts, WriteOptions())
      #expect(place.stub.withModel { $0.uploads.isEmpty } && place.contents[key] == Self.body, comment)
    default:
      try await store.abortUpload(key, uploadID: prepared.uploadID)
      #expect(place.stub.withModel { $0.uploads.isEmpty }, comment)
    }
  }
}
