internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PutObject (S3 API Reference).
func putObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> ContentUpload {
  let wanted = try PutObjectRequest(request.wire)
  try checkACL(wanted.write.acl, in: try request.bucket(), context)
  let write = try objectWrite(request, wanted.write, wanted.conditions)
  // Before a body that is still to come: whoever waits for 100 Continue learns it at once. The write looks again.
  if !request.hasWholeBody { _ = try existingBucket(request, context) }
  return try ContentUpload(request, context) { body throws(S3Error) in
    let written = try context.storing { (store) throws(BlobStorageError) in try store.putObject(write, body: body) }
    var answer = Answer(
      PutObjectResponse(
        etag: written.etag, versionID: written.version?.description, checksum: written.checksum,
        checksumType: written.checksum.map { $0.type }))
    try context.addExpiration(of: written, key: write.key, tags: write.tags, in: write.bucket, to: &answer)
    return answer
  }
}

/// What the headers of a write make of it. Throws NotImplemented for whatever would be promised and not kept.
func objectWrite(
  _ request: VerifiedRequest, _ headers: WriteHeaders, _ conditions: RequestConditions
) throws(S3Error) -> ObjectWrite {
  try refuseACL(headers.acl)
  let unkept: [(String, Bool)] = [
    ("x-amz-server-side-encryption", headers.serverSideEncryption != nil),
    ("x-amz-server-side-encryption-customer-algorithm", request.wire.hasCustomerKey),
  ]
  if let first = unkept.first(where: { $0.1 }) {
    throw S3Error(
      .notImplemented, "A header you provided implies functionality that is not implemented.",
      details: [("Header", first.0)])
  }
  var fields = HTTPFields()
  headers.stored.append(to: &fields)
  if let location = headers.websiteRedirectLocation { fields.append("x-amz-website-redirect-location", location) }
  var write = ObjectWrite(
    bucket: try request.bucket(), key: try request.key(),
    attributes: ObjectAttributes(fields.fields.compactMap(storedField)),
    storageClass: headers.storageClass, precondition: WritePrecondition(conditions))
  if let tags = headers.tags { write.tags = ObjectAttributes(tags) }
  if let mode = headers.lockMode.flatMap({ ObjectRetention.Mode(rawValue: $0) }), let until = headers.retainUntil {
    try checkFuture(until, request)
    write.retention = ObjectRetention(mode: mode, until: until)
  }
  write.legalHold = headers.legalHold.map { $0 == "ON" }
  return write
}

/// A header as it is stored and given back; nil for an empty Content-Type, which says nothing.
private func storedField(_ field: (name: String, value: String)) -> (name: String, value: String)? {
  let name = lowercasedASCII(field.name)
  if name.hasPrefix("x-amz-meta-") { return (name, UserMetadata.encodingWord(field.value)) }
  return name == "content-type" && field.value.isEmpty ? nil : (name, field.value)
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
