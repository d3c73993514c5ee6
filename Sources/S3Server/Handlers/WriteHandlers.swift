internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PutObject (S3 API Reference).
func putObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> ContentUpload {
  let wanted = try PutObjectRequest(request.wire)
  let write = try objectWrite(request, wanted.write, wanted.conditions)
  // Before a body that is still to come: whoever waits for 100 Continue learns it at once. The write looks again.
  if !request.hasWholeBody { _ = try existingBucket(request, context) }
  return try ContentUpload(request, context) { body throws(S3Error) in
    let written = try context.storing { (store) throws(BlobStorageError) in try store.putObject(write, body: body) }
    return Answer(
      PutObjectResponse(
        etag: written.etag, checksum: written.checksum, checksumType: written.checksum.map { $0.type }))
  }
}

/// CopyObject (S3 API Reference). No byte moves; a copy of a multipart object keeps its ETag (differs from S3).
func copyObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CopyObjectRequest(request.wire)
  let write = try objectWrite(request, wanted.write, wanted.conditions)
  try refuseVersion(wanted.source.versionID)
  if wanted.changesNothing, wanted.source.bucket == write.bucket, wanted.source.key == write.key {
    throw S3Error(
      .invalidRequest,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
        + "metadata, storage class, website redirect location or encryption attributes.")
  }
  let conditions = wanted.sourceConditions
  let origin = CopyOrigin(bucket: wanted.source.bucket, key: wanted.source.key)
  let written = try context.storing { (store) throws(BlobStorageError) in
    try store.copyObject(
      origin, write, decide: { (source) throws(BlobStorageError) in try conditions.check(source) },
      replacesAttributes: wanted.replacesMetadata)
  }
  return Answer(
    CopyObjectResponse(
      result: CopyResult(
        etag: written.etag, lastModified: written.modified, checksum: written.checksum,
        checksumType: written.checksum.map { $0.type })))
}

/// DeleteObject (S3 API Reference). A key that is not there is deleted already.
func deleteObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try DeleteObjectRequest(request.wire)
  try refuseVersion(wanted.versionID)
  let (bucket, key) = (try request.bucket(), try request.key())
  let precondition = WritePrecondition(wanted.conditions)
  try context.storing { (store) throws(BlobStorageError) in
    try store.deleteObject(bucket, key, precondition: precondition)
  }
  return Answer(DeleteObjectResponse())
}

/// DeleteObjects (S3 API Reference). One transaction; keys that are not there count as deleted.
func deleteObjects(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try DeleteObjectsRequest(request.wire)
  let bucket = try request.bucket()
  let items = wanted.items.map { item in
    (key: item.key, precondition: WritePrecondition(ifMatch: item.etag.map { .oneOf([$0]) }), version: item.versionID)
  }
  let plain = items.filter { $0.version == nil || $0.version == "null" }
  let outcomes = try context.storing { (store) throws(BlobStorageError) in
    try store.deleteObjects(bucket, plain.map { ($0.key, $0.precondition) })
  }
  var response = DeleteObjectsResponse(deleted: [])
  for (item, error) in zip(plain, outcomes) {
    if let error {
      response.failures.append(.init(key: item.key, versionID: item.version, error: S3Error(error)))
    } else if !wanted.isQuiet {
      response.deleted.append(.init(key: item.key, versionID: item.version))
    }
  }
  for item in items where item.version != nil && item.version != "null" {
    response.failures.append(.init(key: item.key, versionID: item.version, error: S3Error(.noSuchVersion)))
  }
  return Answer(response)
}

/// What the headers of a write make of it. Throws NotImplemented for whatever would be promised and not kept.
func objectWrite(
  _ request: VerifiedRequest, _ headers: WriteHeaders, _ conditions: RequestConditions
) throws(S3Error) -> ObjectWrite {
  try refuseACL(headers.acl)
  let unkept: [(String, Bool)] = [
    ("x-amz-tagging", headers.tags != nil),
    ("x-amz-server-side-encryption", headers.serverSideEncryption != nil),
    ("x-amz-server-side-encryption-customer-algorithm", request.wire.hasCustomerKey),
    ("x-amz-website-redirect-location", headers.websiteRedirectLocation != nil),
    ("x-amz-object-lock-mode", headers.lockMode != nil),
    ("x-amz-object-lock-legal-hold", headers.legalHold != nil),
  ]
  if let first = unkept.first(where: { $0.1 }) {
    throw S3Error(
      .notImplemented, "A header you provided implies functionality that is not implemented.",
      details: [("Header", first.0)])
  }
  var fields = HTTPFields()
  headers.stored.append(to: &fields)
  return ObjectWrite(
    bucket: try request.bucket(), key: try request.key(),
    attributes: ObjectAttributes(fields.fields.map { (lowercasedASCII($0.name), $0.value) }),
    storageClass: headers.storageClass, precondition: WritePrecondition(conditions))
}

/// Throws NoSuchVersion for any version but the one that an unversioned object has.
func refuseVersion(_ versionID: String?) throws(S3Error) {
  guard let versionID, versionID != "null" else { return }
  throw S3Error(.noSuchVersion)
}

extension WritePrecondition {
  init(_ conditions: RequestConditions) {
    self.init(ifMatch: conditions.ifMatch.map { Match($0) }, ifNoneMatch: conditions.ifNoneMatch.map { Match($0) })
  }
}

extension WritePrecondition.Match {
  init(_ tags: RequestConditions.Tags) {
    switch tags {
    case .any: self = .anything
    case .some(let tags): self = .oneOf(tags)
    }
  }
}

extension RequestConditions {
  /// The conditions on the source of a copy. Throws `.preconditionFailed`.
  func check(_ source: StoredObject) throws(BlobStorageError) {
    guard verdictForRead(etag: source.etag, lastModified: source.modified) == .proceed else {
      throw BlobStorageError(.preconditionFailed, "the source of the copy does not fulfil its condition")
    }
  }
}

extension WireRequest {
  /// True when the request brings a key of its own for encryption (SSE-C), for the object or for the source of a copy.
  var hasCustomerKey: Bool {
    headers["x-amz-server-side-encryption-customer-algorithm"] != nil
      || headers["x-amz-copy-source-server-side-encryption-customer-algorithm"] != nil
  }
}

/// ASCII letters in lower case.
func lowercasedASCII(_ text: String) -> String {
  String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}
