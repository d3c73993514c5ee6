internal import Digests
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
      Check("version-pages", "listings of versions over several pages", []) { bench in
        try await bench.inScratchBucket("pages") { try await versionPages(bench, $0) }
      },
      Check("null-version", "the null version while versioning is suspended", []) { bench in
        try await bench.inScratchBucket("null") { try await nullVersion(bench, $0) }
      },
      Check("batch-delete-markers", "deletes of many say that they made delete markers", []) { bench in
        try await bench.inScratchBucket("versions") { try await batchMarkers(bench, $0) }
      },
      Check("object-lock", "object lock", []) { bench in
        guard let name = bench.scratchBucket("lock") else { return .untested("no scratch bucket may be made") }
        return try await lock(bench, name)
      },
    ]
    + LifecycleFeature.all.map { feature in
      Check("lifecycle-\(feature.id)", "lifecycle: \(feature.title)", []) { bench in
        try await bench.inScratchBucket("rules") { try await feature.check(bench.service, $0) }
      }
    }
    + [
      Check("lifecycle-invalid", "lifecycle: wrong rules are refused", []) { bench in
        try await bench.inScratchBucket("rules") { try await wrongRules(bench, $0) }
      },
      Check("lifecycle-names", "lifecycle: rules without a name get one", []) { bench in
        try await bench.inScratchBucket("rules") { bucket in
          var rule = LifecycleRule(id: nil, filter: .init(prefix: Array("doctor/".utf8)))
          rule.expiration = .days(10)
          let target = OperationTarget(bucket: bucket)
          _ = try await bench.service.send(PutBucketLifecycleRequest(rules: [rule]), to: target)
          let rules = try await bench.service.send(GetBucketLifecycleRequest(), to: target).rules
          return .expecting(rules.count == 1 && rules[0].id?.isEmpty == false, "it has none")
        }
      },
    ]

  private static func versionPages(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    let target = OperationTarget(bucket: bucket)
    _ = try await bench.service.send(PutBucketVersioningRequest(status: .enabled), to: target)
    let keys = ["a-b", "a.txt", "a/x", "a/y", "b"].map { ObjectKey($0) }
    let store = bench.service.store(bucket)
    for key in keys { _ = try await store.put(key, body: .bytes([1]), WriteOptions()) }
    var request = ListObjectVersionsRequest(maxKeys: 2)
    var seen: Set<ObjectKey> = []
    for _ in 0..<10 {
      let page = try await bench.service.send(request, to: target)
      seen.formUnion(page.versions.map(\.object.key))
      guard page.isTruncated, let marker = page.nextKeyMarker else { break }
      request.keyMarker = marker
      request.versionIDMarker = page.nextVersionIDMarker ?? ""
    }
    let missing = keys.filter { !seen.contains($0) }.map(\.description)
    return .expecting(missing.isEmpty, "pages of 2 leave out \(missing.joined(separator: ", "))")
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

  private static func batchMarkers(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    _ = try await bench.service.send(
      PutBucketVersioningRequest(status: .enabled), to: OperationTarget(bucket: bucket))
    _ = try await bench.service.store(bucket).put(ObjectKey("batch"), body: .bytes([1]), WriteOptions())
    let body = Array("<Delete><Object><Key>batch</Key></Object></Delete>".utf8)
    let answer = try await bench.raw(
      "POST", "/\(bucket)", query: [("delete", "")], headers: [("content-md5", base64Encoded(md5(body)))], body: body)
    let text = String(decoding: answer.body, as: UTF8.self)
    return .expecting(
      text.contains("<DeleteMarker>true</DeleteMarker>") && text.contains("<DeleteMarkerVersionId>"),
      "DeleteObjects does not say it")
  }

  /// Under governance for two minutes: what cannot be removed then stays no longer than that.
  private static func lock(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    try await bench.service.createBucket(bucket, locksObjects: true)
    let document = try await bench.service.bucketDocument(
      "object-lock", of: bucket, operation: "GetObjectLockConfiguration")
    guard let document else { return .missing("a bucket made with object lock has no configuration") }
    guard String(decoding: document, as: UTF8.self).contains("Enabled") else {
      return .differs("a bucket made with object lock does not say so")
    }
    let key = ObjectKey("locked")
    let written = try await bench.service.store(bucket).put(key, body: .bytes([1]), WriteOptions())
    guard let version = written.versionID else { return .differs("a bucket with object lock keeps no versions") }
    let until = Timestamp(seconds: bench.now().seconds + 120)
    _ = try await bench.service.send(
      PutObjectRetentionRequest(RetentionDocument(mode: .governance, until: until)),
      to: OperationTarget(bucket: bucket, key: key))
    let refusal = try await bench.refusal {
      try await bench.service.deleteVersion(key, in: bucket, versionID: version)
    }
    guard refusal?.code == .accessDenied else { return .differs("a version under retention can be deleted") }
    let bypassed = try await bench.refusal {
      try await bench.service.deleteVersion(key, in: bucket, versionID: version, bypassesGovernance: true)
    }
    return .expecting(bypassed == nil, "governance cannot be bypassed: \(bypassed.map(words) ?? "")")
  }

  private static func wrongRules(_ bench: Bench, _ bucket: BucketName) async throws -> Finding {
    func rule(_ id: String, _ status: String = "Enabled", _ expiration: String = "<Days>1</Days>") -> String {
      "<Rule><ID>\(id)</ID><Filter><Prefix>x/</Prefix></Filter><Status>\(status)</Status>"
        + "<Expiration>\(expiration)</Expiration></Rule>"
    }
    let wrong = [
      ("two rules of one name", rule("a") + rule("a")),
      ("a name of 256 characters", rule(String(repeating: "n", count: 256))),
      ("a status that is none", rule("a", "Perhaps")),
      ("a date that is none", rule("a", "Enabled", "<Date>soon</Date>")),
    ]
    var taken: [String] = []
    for (what, rules) in wrong {
      let body = Array("<LifecycleConfiguration>\(rules)</LifecycleConfiguration>".utf8)
      let answer = try await bench.raw(
        "PUT", "/\(bucket)", query: [("lifecycle", "")], headers: [("content-md5", base64Encoded(md5(body)))],
        body: body)
      if answer.status != 400 { taken.append("\(what) (\(answer.status))") }
    }
    return .expecting(taken.isEmpty, "not refused with 400: \(taken.joined(separator: ", "))")
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
