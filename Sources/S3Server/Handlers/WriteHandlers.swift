internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// PutObject (S3 API Reference).
func putObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> ContentUpload {
  let wanted = try PutObjectRequest(request.wire)
  try checkACL(wanted.write.acl, in: try request.bucket(), context)
  let (write, encryption) = try objectWrite(request, wanted.write, wanted.conditions, context)
  // Before a body that is still to come: whoever waits for 100 Continue learns it at once. The write looks again.
  if !request.hasWholeBody { _ = try existingBucket(request, context) }
  return try ContentUpload(request, context, key: encryption.key, storageClass: write.storageClass) {
    body throws(S3Error) in
    PendingAnswer(context.store.writing(write, body: body), context) { written throws(S3Error) in
      var answer = Answer(
        PutObjectResponse(
          etag: written.etag, versionID: written.version?.description, checksum: written.checksum,
          checksumType: written.checksum.map { $0.type }))
      try context.addExpiration(of: written, key: write.key, tags: write.tags, in: write.bucket, to: &answer)
      encryption.append(to: &answer.headers)
      return answer
    }
  }
}

/// What the headers of a write make of it, and with whose key its body is encrypted.
func objectWrite(
  _ request: VerifiedRequest, _ headers: WriteHeaders, _ conditions: RequestConditions, _ context: ServerContext
) throws(S3Error) -> (write: ObjectWrite, encryption: EncryptionChoice) {
  let encryption = try EncryptionChoice(writing: request, headers, context)
  var fields = HTTPFields()
  headers.stored.append(to: &fields)
  if let location = headers.websiteRedirectLocation { fields.append("x-amz-website-redirect-location", location) }
  var write = ObjectWrite(
    bucket: try request.bucket(), key: try request.key(),
    attributes: ObjectAttributes(fields.fields.compactMap(storedField)),
    storageClass: headers.storageClass, precondition: WritePrecondition(conditions))
  encryption.append(to: &write.attributes)
  if let owner = try context.foreignOwner(request, acl: headers.acl) { write.attributes.append(owner: owner) }
  if try context.heedsLists(in: write.bucket), let list = try context.listInHeaders(request) {
    try context.refusePublic(list, in: write.bucket)
    write.attributes.fields.append((ObjectAttributes.listField, list))
  }
  if let tags = headers.tags { write.tags = ObjectAttributes(tags) }
  if let mode = headers.lockMode.flatMap({ ObjectRetention.Mode(rawValue: $0) }), let until = headers.retainUntil {
    try checkFuture(until, request)
    write.retention = ObjectRetention(mode: mode, until: until)
  }
  write.legalHold = headers.legalHold.map { $0 == "ON" }
  return (write, encryption)
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

/// ASCII letters in lower case.
func lowercasedASCII(_ text: String) -> String {
  String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}
