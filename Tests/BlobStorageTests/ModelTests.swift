import BlobStorage
import Digests
import StorageModel
import Testing

/// Random sequences of operations against ``StoreModel``: whatever the store answers, the model must answer.
@Suite struct ModelTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func theStoreDoesWhatTheModelDoes(seed: UInt64) throws {
    let test = try TestStore()
    defer { test.remove() }
    _ = try test.store.createBucket(try test.bucket, region: "r")
    var run = ModelRun(test: test, random: SeededGenerator(seed: seed))
    for step in 0..<400 {
      do {
        try run.step()
        if step % 20 == 0 { try run.compareEverything() }
      } catch {
        Issue.record("seed \(seed), step \(step): \(error)")
        return
      }
    }
    try run.compareEverything()
    try run.deleteEverything()
    test.store.close()
    let next = try TestStore(path: test.path)
    #expect(try next.fileCount() == 0, "seed \(seed)")
    #expect(next.store.recovery.missingBlobs.isEmpty)
    next.store.close()
  }
}

/// SplitMix64 (Steele et al., OOPSLA 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

private struct ModelRun {
  let test: TestStore
  var random: SeededGenerator
  var model = StoreModel()

  static let keys = ["a", "a/", "a/1", "a/2", "a/b/1", "b", "b+", "b/1", "c", "\u{e9}", "z/z/z"].map { ObjectKey($0) }
  static let prefixes = ["", "a", "a/", "b", "zz"].map { Array($0.utf8) }
  static let delimiters = ["", "/", "a/", "1"].map { Array($0.utf8) }

  mutating func step() throws {
    let key = try pick(Self.keys)
    switch Int.random(in: 0..<100, using: &random) {
    case ..<30: try put(key)
    case ..<40: try copy(key)
    case ..<50: try multipart(key)
    case ..<62: try delete(key)
    case ..<72: try deleteVersion(key)
    case ..<76: try tag(key)
    case ..<80: try setVersioning()
    case ..<90: try list()
    default: try read(key)
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) throws -> Element {
    try #require(elements.randomElement(using: &random))
  }

  private mutating func body() -> [UInt8] {
    let size = [0, 1, 900, 1000, 1001, 3000].randomElement(using: &random) ?? 1
    return bytes(size, seed: UInt8.random(in: 0...255, using: &random))
  }

  private mutating func put(_ key: ObjectKey) throws {
    let content = body()
    let current = model.find(key, nil)?.bytes
    let isNew = Bool.random(using: &random)
    let write = ObjectWrite(
      bucket: try test.bucket, key: key, precondition: isNew ? WritePrecondition(ifNoneMatch: .anything) : .none)
    let stored = try test.body(content)
    if isNew, current != nil {
      try #require(code { _ = try test.store.putObject(write, body: stored) } == .preconditionFailed)
    } else {
      model.put(key, content, id: try test.store.putObject(write, body: stored).version)
    }
  }

  private mutating func copy(_ key: ObjectKey) throws {
    let from = try pick(Self.keys)
    let version = model.keys[from]?.randomElement(using: &random)
    let origin = CopyOrigin(bucket: try test.bucket, key: from, version: version?.id)
    let write = ObjectWrite(bucket: try test.bucket, key: key)
    let store = test.store
    let copy = { try store.copyObject(origin, write, decide: { _ in }, directives: CopyDirectives()) }
    guard let version, let content = version.bytes else {
      let wanted: BlobStorageError.Code = version == nil ? .noSuchKey : .versionIsDeleteMarker
      try #require(code { _ = try copy() } == wanted)
      return
    }
    model.put(key, content, id: try copy().written.version, tag: version.tag)
  }

  private mutating func multipart(_ key: ObjectKey) throws {
    let bucket = try test.bucket
    let id = try test.store.createUpload(ObjectWrite(bucket: bucket, key: key), checksum: nil, kind: .composite)
    var content: [UInt8] = []
    var parts: [NamedPart] = []
    for number in 1...Int.random(in: 1...4, using: &random) {
      let piece = body() + [UInt8(number)]
      let part = try test.store.putPart(bucket, key, id, number: number * 3, body: try test.body(piece))
      guard number == 1 || Bool.random(using: &random) else { continue }
      content += piece
      parts.append(NamedPart(number: part.number, etag: part.etag))
    }
    if Int.random(in: 0..<4, using: &random) == 0 { return try test.store.abortUpload(bucket, key, id) }
    let made = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: parts))
    model.put(key, content, id: made.version)
    let again = try test.store.completeUpload(bucket, key, id, UploadCompletion(parts: parts))
    try #require(again.etag == made.etag && again.version == made.version)
  }

  private mutating func delete(_ key: ObjectKey) throws {
    let deleted = try test.store.deleteObject(try test.bucket, ObjectDeletion(key))
    try #require(deleted.isDeleteMarker == (model.versioning != nil))
    model.delete(key, marker: deleted.version)
  }

  private mutating func deleteVersion(_ key: ObjectKey) throws {
    let version = model.keys[key]?.randomElement(using: &random)
    let id = version?.id ?? .null
    let deletions = [ObjectDeletion(key, version: id)]
    let outcome = try #require(try test.store.deleteObjects(try test.bucket, deletions).first).get()
    try #require(outcome.version == id && outcome.isDeleteMarker == (version != nil && version?.bytes == nil))
    model.delete(key, version: id)
  }

  private mutating func tag(_ key: ObjectKey) throws {
    guard let version = model.keys[key]?.randomElement(using: &random), let content = version.bytes else { return }
    // A tag changes nothing else of the version; what the model keeps of it is checked in compareEverything.
    let tags = ObjectAttributes([("n", "1")])
    _ = try test.store.setTags(tags, of: key, version: version.id, in: try test.bucket)
    try #require(try TestStore.read(try test.store.openObject(try test.bucket, key, version: version.id)) == content)
  }

  private mutating func setVersioning() throws {
    let wanted: BucketVersioning = Bool.random(using: &random) ? .enabled : .suspended
    try test.store.setVersioning(try test.bucket, wanted)
    model.versioning = wanted
  }

  private mutating func read(_ key: ObjectKey) throws {
    let version = Bool.random(using: &random) ? nil : model.keys[key]?.randomElement(using: &random)?.id
    guard let wanted = model.find(key, version) else {
      try #require(code { _ = try test.store.headObject(try test.bucket, key) } == .noSuchKey)
      return
    }
    guard let content = wanted.bytes else {
      let expected: BlobStorageError.Code = version == nil ? .latestIsDeleteMarker : .versionIsDeleteMarker
      try #require(code { _ = try test.store.openObject(try test.bucket, key, version: version) } == expected)
      return
    }
    let object = try test.store.openObject(try test.bucket, key, version: version)
    try #require(try TestStore.read(object) == content && object.record.sizeBytes == Int64(content.count))
  }

  private mutating func list() throws {
    let prefix = try pick(Self.prefixes)
    let delimiter = try pick(Self.delimiters)
    var request = ListingRequest(
      bucket: try test.bucket, prefix: prefix, delimiter: delimiter, limit: Int.random(in: 1...5, using: &random))
    var found: [[UInt8]] = []
    while true {
      let page = try test.store.list(request)
      let names = page.objects.map(\.key.bytes) + page.commonPrefixes
      found += names.sorted { compareBytes($0, $1) < 0 }
      guard let last = page.last else { break }
      request.after = last
    }
    let wanted = model.list(prefix: prefix, delimiter: delimiter, after: nil)
    try #require(found == wanted, "prefix \(prefix), delimiter \(delimiter)")
    let after = try pick(Self.keys).bytes
    request = ListingRequest(bucket: try test.bucket, prefix: prefix, delimiter: delimiter, after: after)
    let page = try test.store.list(request)
    let rest = (page.objects.map(\.key.bytes) + page.commonPrefixes).sorted { compareBytes($0, $1) < 0 }
    try #require(rest == model.list(prefix: prefix, delimiter: delimiter, after: after), "after \(after)")
  }

  mutating func compareEverything() throws {
    var request = ListingRequest(bucket: try test.bucket, limit: Int.random(in: 1...9, using: &random))
    var after: VersionID?
    var found: [VersionListing.Entry] = []
    while true {
      let page = try test.store.listVersions(request, afterVersion: after)
      found += page.versions
      guard let next = page.next else { break }
      request.after = next.key
      after = next.version
    }
    let wanted = model.versions()
    try #require(found.map(\.object.key) == wanted.map(\.key))
    try #require(found.map(\.object.version) == wanted.map { $0.version.id ?? .null })
    try #require(found.map(\.isLatest) == wanted.map(\.isLatest))
    try #require(found.map(\.object.isDeleteMarker) == wanted.map { $0.version.bytes == nil })
    for (key, version, _) in wanted {
      guard let content = version.bytes else { continue }
      let object = try test.store.openObject(try test.bucket, key, version: version.id)
      try #require(try TestStore.read(object) == content)
    }
  }

  mutating func deleteEverything() throws {
    for (key, version, _) in model.versions() {
      _ = try test.store.deleteObject(try test.bucket, ObjectDeletion(key, version: version.id ?? .null))
    }
    try test.store.deleteBucket(try test.bucket)
  }
}
