import BlobStorage
import Glibc
import Lifecycle
import S3Protocol
import S3Server
import StorageModel
import Synchronization
import Testing

/// A store whose clock stands still until it is moved.
final class ClockedStore: Sendable {
  let path: String
  let store: BlobStore
  let bucket: BucketName
  private let clock: Clock

  private final class Clock: Sendable {
    let seconds = Atomic<Int64>(1_772_361_000)
  }

  init(versioning: VersioningStatus?, rules: [LifecycleRule], objectLock: Bool = false) throws {
    var template = Array("/tmp/cairn-lifecycle-XXXXXX".utf8CString)
    try template.withUnsafeMutableBufferPointer { _ = mkdtemp(try #require($0.baseAddress)) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let clock = Clock()
    self.clock = clock
    store = try BlobStore(path: path) {
      Timestamp(seconds: clock.seconds.load(ordering: .relaxed))
    } onFailure: { _ in
    }
    bucket = try #require(BucketName("bucket"))
    _ = try store.createBucket(bucket, region: "us-east-1", objectLock: objectLock)
    try set(rules)
    try set(versioning)
  }

  func set(_ rules: [LifecycleRule]) throws {
    let document = PutBucketLifecycleRequest(rules: rules).wireRequest().body
    try store.setDocument(
      .bucket(bucket), kind: "lifecycle", to: Array("all_storage_classes_128K\n".utf8) + document)
  }

  func set(_ versioning: VersioningStatus?) throws {
    guard let versioning else { return }
    try store.setVersioning(bucket, versioning == .enabled ? .enabled : .suspended)
  }

  var now: Timestamp { Timestamp(seconds: clock.seconds.load(ordering: .relaxed)) }

  func set(_ now: Timestamp) { clock.seconds.store(now.seconds, ordering: .relaxed) }

  func advance(_ seconds: Int64) { clock.seconds.add(seconds, ordering: .relaxed) }

  @discardableResult
  func put(_ key: String, bytes: Int = 3, tags: [ObjectTag] = []) throws -> WrittenObject {
    let writer = store.makeBody(BodyDemands(lengthBytes: Int64(bytes)))
    try [UInt8](repeating: 7, count: bytes).withUnsafeBytes { try writer.write($0) }
    var write = ObjectWrite(bucket: bucket, key: ObjectKey(key))
    write.tags = ObjectAttributes(tags.map { ($0.key, $0.value) })
    return try store.putObject(write, body: try writer.finish(BodyExpectations()))
  }

  func delete(_ key: String) throws { _ = try store.deleteObject(bucket, ObjectDeletion(ObjectKey(key))) }

  /// Every version, by key, of each key the latest first.
  func versions() throws -> [StoredObject] {
    var found: [StoredObject] = []
    var request = ListingRequest(bucket: bucket, limit: 1000)
    var version: VersionID?
    while true {
      let page = try store.listVersions(request, afterVersion: version)
      found += page.versions.map(\.object)
      guard let next = page.next else { return found }
      request.after = next.key
      version = next.version
    }
  }

  func lines() throws -> [String] {
    try versions().map { object in
      LifecycleModel.line(
        object.key.description, object.isDeleteMarker, object.sizeBytes, object.storageClass, object.modified)
    }
  }

  @discardableResult
  func run(day: DayLength = .calendar, pageLimit: Int = 500) throws -> LifecycleReport {
    let execution = LifecycleExecution(store, day: day, pageLimit: pageLimit)
    return try #require(execution.run(now: now)[bucket])
  }

  func remove() {
    store.close()
    _ = system("rm -rf -- '\(path)'")
  }
}
