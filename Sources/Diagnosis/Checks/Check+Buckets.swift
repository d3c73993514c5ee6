internal import ObjectStores
internal import S3Client
internal import S3Protocol
internal import StorageModel

/// What needs a bucket of its own: versions, locks, lifecycle rules.
extension Check {
  static let bucketLevel: [Check] =
    [
      Check("versioning", "versions and delete markers", []) { bench in
        try await bench.inScratchBucket("versions") { try await versions(bench, $0) }
      },
      Check("null-version", "the null version while versioning is suspended", []) { bench in
        try await bench.inScratchBucket("null") { try await nullVersion(bench, $0) }
      },
      Check("object-lock", "object lock", []) { bench in
        guard let name = bench.scratchBucket("lock") else { return .untested("no scratch bucket may be made") }
        try await bench.service.createBucket(name, locksObjects: true)
        let document = try await bench.service.bucketDocument(
          "object-lock", of: name, operation: "GetObjectLockConfiguration")
        try await bench.service.deleteBucket(name)
        guard let document else { return .missing("a bucket made with object lock has no configuration") }
        let says = String(decoding: document, as: UTF8.self).contains("Enabled")
        return .expecting(says, "a bucket made with object lock does not say so")
      },
    ]
    + LifecycleFeature.all.map { feature in
      Check("lifecycle-\(feature.id)", "lifecycle: \(feature.title)", []) { bench in
        try await bench.inScratchBucket("rules") { try await feature.check(bench.service, $0) }
      }
    }

  private static func versions(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    let target = OperationTarget(bucket: bucket)
    _ = try await bench.service.send(PutBucketVersioningRequest(status: .enabled), to: target)
    let store = bench.service.store(bucket)
    let key = ObjectKey("v")
    let first = try await store.put(key, body: .bytes([1]), WriteOptions())
    let second = try await store.put(key, body: .bytes([2]), WriteOptions())
    guard let id = first.versionID, id != second.versionID else { return .differs("writes have no version ids") }
    let old = try await store.get(key, ReadOptions(versionID: id), into: .memory(limitBytes: 16))
    guard old.bytes == [1] else { return .differs("an old version has other bytes") }
    let deleted = try await bench.service.send(
      DeleteObjectRequest(), to: OperationTarget(bucket: bucket, key: key))
    guard deleted.isDeleteMarker, deleted.versionID != nil else {
      return .differs("a delete does not say that it made a delete marker")
    }
    let page = try await bench.service.send(ListObjectVersionsRequest(), to: target)
    let kinds = page.versions.map { $0.isDeleteMarker ? "marker" : $0.versionID == id ? "first" : "second" }
    guard kinds == ["marker", "second", "first"] else {
      return .differs("versions are listed as \(kinds.joined(separator: ", "))")
    }
    let url = try await bench.service.presignedGet(bucket, key, lifetimeSeconds: 60)
    let answer = try await bench.request("GET", url, [])
    return .expecting(
      answer.status == 404 && answer.fields["x-amz-delete-marker"] == "true",
      "GET of a deleted object answers \(answer.status) without x-amz-delete-marker")
  }

  private static func nullVersion(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    let target = OperationTarget(bucket: bucket)
    let store = bench.service.store(bucket)
    let key = ObjectKey("n")
    _ = try await store.put(key, body: .bytes([0]), WriteOptions())
    _ = try await bench.service.send(PutBucketVersioningRequest(status: .enabled), to: target)
    _ = try await store.put(key, body: .bytes([1]), WriteOptions())
    _ = try await bench.service.send(PutBucketVersioningRequest(status: .suspended), to: target)
    _ = try await store.put(key, body: .bytes([2]), WriteOptions())
    let page = try await bench.service.send(ListObjectVersionsRequest(), to: target)
    let ids = page.versions.map { $0.versionID == "null" ? "null" : "id" }
    return .expecting(ids == ["null", "id"], "versions are \(ids.joined(separator: ", ")), not null, id")
  }
}

extension Bench {
  /// Runs `work` in a bucket of its own, made where an earlier check did not make it; ``cleanUp()`` removes it.
  func inScratchBucket(_ use: String, _ work: (BucketName) async throws -> Finding) async throws -> Finding {
    guard let name = scratchBucket(use) else { return .untested("no scratch bucket may be made") }
    do {
      try await service.createBucket(name)
    } catch {
      guard error.code == .bucketAlreadyExists else { throw error }
    }
    return try await work(name)
  }
}
