import BlobStorage
import Glibc
import StorageModel
import Synchronization
import Testing

/// A store in a folder of its own, with a clock that moves by a millisecond a call. Remove the folder with
/// ``remove()``.
final class TestStore: Sendable {
  let path: String
  let store: BlobStore
  static let bucket = BucketName("test-bucket")

  init(path: String? = nil, options: BlobStore.Options = TestStore.smallParts) throws {
    self.path = try path ?? Self.makeFolder()
    let clock = Atomic<Int64>(1_700_000_000_000_000_000)
    store = try BlobStore(path: self.path, options: options) {
      Timestamp(nanoseconds: clock.wrappingAdd(1_000_000, ordering: .relaxed).newValue)
    } onFailure: { _ in
    }
  }

  /// Parts of any size, and files from 1,000 bytes on.
  static var smallParts: BlobStore.Options {
    var options = BlobStore.Options()
    options.minimumPartBytes = 1
    options.inlineLimitBytes = 1000
    return options
  }

  static func makeFolder() throws -> String {
    var template = Array("/tmp/cairn-blob-storage-XXXXXX".utf8CString)
    try template.withUnsafeMutableBufferPointer { _ = mkdtemp(try #require($0.baseAddress)) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func remove(_ path: String) {
    _ = system("rm -rf -- '\(path)'")
  }

  func remove() {
    store.close()
    Self.remove(path)
  }

  var bucket: BucketName {
    get throws { try #require(Self.bucket) }
  }

  func body(_ bytes: [UInt8], _ expected: BodyExpectations = BodyExpectations()) throws -> StoredBody {
    let writer = store.makeBody(BodyDemands(lengthBytes: Int64(bytes.count)))
    try bytes.withUnsafeBytes { try writer.write($0) }
    return try writer.finish(expected)
  }

  @discardableResult
  func put(_ key: String, _ bytes: [UInt8], _ precondition: WritePrecondition = .none) throws -> WrittenObject {
    try store.putObject(
      ObjectWrite(bucket: try bucket, key: ObjectKey(key), precondition: precondition), body: try body(bytes))
  }

  func get(_ key: String, _ range: ByteRange? = nil, version: VersionID? = nil) throws -> [UInt8] {
    try Self.read(try store.openObject(try bucket, ObjectKey(key), version: version), range)
  }

  /// The keys of the first page.
  func list() throws -> [String] {
    try store.list(ListingRequest(bucket: try bucket)).objects.map(\.key.description)
  }

  /// All versions of a key, latest first.
  func versions(_ key: String) throws -> [VersionID] {
    try store.listVersions(ListingRequest(bucket: try bucket, prefix: Array(key.utf8))).versions
      .filter { $0.object.key == ObjectKey(key) }.map(\.object.version)
  }

  func retain(_ key: String, _ version: VersionID, _ retention: ObjectRetention?, bypass: Bool = false) throws {
    _ = try store.setRetention(
      retention, of: ObjectKey(key), version: version, in: try bucket, bypassesGovernance: bypass)
  }

  static func read(_ object: OpenObject, _ range: ByteRange? = nil, key: CustomerKey? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var pieces = try object.pieces(range, key: key)
    while let piece = try pieces.next() {
      switch piece {
      case .bytes(let piece): bytes += piece
      case .file(var file):
        while let piece = try file.next() { bytes += piece }
      }
    }
    return bytes
  }

  @discardableResult
  func delete(
    _ key: String, version: VersionID? = nil, _ precondition: DeletePrecondition = .none
  ) throws -> DeletedObject {
    try store.deleteObject(
      try bucket, ObjectDeletion(ObjectKey(key), version: version, precondition: precondition))
  }

  /// How many blobs lie in files.
  func fileCount() throws -> Int {
    try (0..<256).reduce(0) { count, shard in
      count + (try names(path + "/blobs/" + hex(UInt8(shard)))).count
    }
  }

  /// The paths of the blobs that lie in files.
  func blobFiles() throws -> [String] {
    try (0..<256).flatMap { shard in
      let folder = path + "/blobs/" + hex(UInt8(shard))
      return try names(folder).map { folder + "/" + $0 }
    }
  }

  func names(_ folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

/// The code of the error that `body` throws; nil when it throws none.
func code(_ body: () throws -> Void) -> BlobStorageError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? BlobStorageError)?.code
  }
}

func bytes(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) }
}
