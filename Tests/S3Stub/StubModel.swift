internal import Digests
package import StorageModel

/// An object of the model.
package struct StubObject: Sendable {
  package var body: [UInt8]
  package var etag: String
  package var fields: HTTPFields
  package var checksums: [(name: String, value: String)]
  package var partCount: Int?
  package var modifiedSeconds: Int
}

/// A part of an open upload.
package struct StubPart: Sendable {
  package var body: [UInt8]
  package var etag: String
  package var checksums: [(name: String, value: String)]
}

/// A multipart upload that is neither complete nor aborted.
package struct StubUpload: Sendable {
  package var bucket: String
  package var key: ObjectKey
  package var fields: HTTPFields
  package var parts: [Int: StubPart] = [:]
  package var initiatedSeconds: Int
}

/// Buckets in memory, with the rules of S3 that a client can meet: the reference that tests compare with.
package struct StubModel: Sendable {
  package var buckets: [String: [ObjectKey: StubObject]] = [:]
  package var uploads: [String: StubUpload] = [:]
  /// Completed uploads by id, so that a repeated completion gets the same answer.
  var completed: [String: (key: ObjectKey, etag: String)] = [:]
  /// Added to the machine's clock for Date, LastModified and the check of request times.
  package var clockOffsetSeconds = 0
  /// Refuses requests whose time is more than 15 minutes off, as S3 does.
  package var checksRequestTime = false
  /// Takes If-None-Match and If-Match of writes for nothing, as some endpoints do.
  package var ignoresWriteConditions = false
  /// Accepts only these access keys; empty for all.
  package var acceptedAccessKeys: Set<String> = []
  package var pageLimit = 1000
  /// Lists as a walk of directories does: `/` before every other byte.
  package var listsByFolder = false
  package var minimumPartBytes = 0
  var serial = 0

  package init() {}

  var now: Int { secondsNow() + clockOffsetSeconds }

  /// The bodies of a bucket.
  package func contents(of bucket: String) -> [ObjectKey: [UInt8]] { (buckets[bucket] ?? [:]).mapValues(\.body) }

  /// Puts an object there without a request.
  package mutating func put(_ body: [UInt8], at key: String, in bucket: String, fields: HTTPFields = HTTPFields()) {
    put(body, at: ObjectKey(key), in: bucket, fields: fields)
  }

  package mutating func put(
    _ body: [UInt8], at key: ObjectKey, in bucket: String, fields: HTTPFields = HTTPFields()
  ) {
    let checksum = base64Encoded(sha256(body))
    buckets[bucket, default: [:]][key] = StubObject(
      body: body, etag: hexadecimal(md5(body)), fields: fields, checksums: [("x-amz-checksum-sha256", checksum)],
      partCount: nil, modifiedSeconds: now)
  }

  /// Answers a request as S3 would.
  mutating func respond(to request: StubRequest) -> StubResponse {
    if let refusal = refusal(of: request) { return refusal }
    guard let bucket = request.bucket else { return listBuckets() }
    let operation = request.operation
    if operation == "CreateBucket" {
      if buckets[bucket] == nil { buckets[bucket] = [:] }
      return StubResponse(status: 200)
    }
    guard buckets[bucket] != nil else { return .error(404, "NoSuchBucket") }
    if let answer = respondAboutUploads(operation, bucket, request) { return answer }
    return respondAboutObjects(operation, bucket, request)
  }

  private func listBuckets() -> StubResponse {
    let entries = buckets.keys.sorted().map {
      "<Bucket><Name>\($0)</Name><CreationDate>\(isoDate(now))</CreationDate></Bucket>"
    }
    return StubResponse(xml: "<ListAllMyBucketsResult><Buckets>\(entries.joined())</Buckets></ListAllMyBucketsResult>")
  }

  private func refusal(of request: StubRequest) -> StubResponse? {
    if !acceptedAccessKeys.isEmpty {
      guard let key = request.accessKey else { return .error(403, "AccessDenied") }
      guard acceptedAccessKeys.contains(key) else { return .error(403, "InvalidAccessKeyId") }
    }
    if checksRequestTime {
      let stamp = request.fields["x-amz-date"] ?? request.textParameter("X-Amz-Date") ?? ""
      guard let moment = parsedAmazonDate(stamp) else { return .error(403, "AccessDenied") }
      if abs(moment - now) > 900 { return .error(403, "RequestTimeTooSkewed") }
    }
    return bodyRefusal(of: request)
  }

  /// The digests that came with the body are compared with it (S3 User Guide, "Checking object integrity").
  private func bodyRefusal(of request: StubRequest) -> StubResponse? {
    if let expected = request.fields["x-amz-content-sha256"], expected.utf8.count == 64,
      expected != hexadecimal(sha256(request.body))
    {
      return .error(400, "XAmzContentSHA256Mismatch")
    }
    if let expected = request.fields["Content-MD5"], expected != base64Encoded(md5(request.body)) {
      return .error(400, "BadDigest")
    }
    guard request.operation != "CompleteMultipartUpload" else { return nil }
    for algorithm in ChecksumAlgorithm.allCases {
      guard let expected = request.fields[algorithm.headerName] else { continue }
      let actual = base64Encoded(checksum(algorithm, of: request.body).bytes)
      if expected != actual { return .error(400, "BadDigest") }
    }
    return nil
  }

  func checksums(of request: StubRequest) -> [(name: String, value: String)] {
    ChecksumAlgorithm.allCases.compactMap { algorithm in
      request.fields[algorithm.headerName].map { (algorithm.headerName, $0) }
    }
  }

  /// The headers that S3 keeps with an object.
  func storedFields(of request: StubRequest) -> HTTPFields {
    let kept: Set<String> = [
      "content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires",
      "x-amz-storage-class",
    ]
    let fields = request.fields.fields.filter { field in
      let name = field.name.lowercased()
      if name == "content-encoding", field.value == "aws-chunked" { return false }
      return kept.contains(name) || name.hasPrefix("x-amz-meta-")
    }
    return HTTPFields(fields.map { ($0.name.lowercased(), $0.value) })
  }
}
