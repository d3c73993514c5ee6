internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// CreateMultipartUpload (S3 API Reference).
func createMultipartUpload(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CreateMultipartUploadRequest(request.wire)
  try checkACL(wanted.write.acl, in: try request.bucket(), context)
  let (write, encryption) = try objectWrite(request, wanted.write, RequestConditions(), context)
  let kind: ChecksumKind = wanted.checksumType == .fullObject ? .fullObject : .composite
  let id = try context.storing { (store) throws(BlobStorageError) in
    try store.createUpload(write, checksum: wanted.checksumAlgorithm, kind: kind)
  }
  var answer = Answer(
    CreateMultipartUploadResponse(
      bucket: write.bucket.text, key: write.key, uploadID: id.description, checksumAlgorithm: wanted.checksumAlgorithm,
      checksumType: wanted.checksumType))
  try context.addAbortion(of: write.key, initiated: request.now, in: write.bucket, to: &answer)
  encryption.append(to: &answer.headers)
  return answer
}

/// UploadPart (S3 API Reference).
func uploadPart(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> ContentUpload {
  let wanted = try UploadPartRequest(request.wire)
  let (bucket, key, id) = (try request.bucket(), try request.key(), try uploadID(wanted.part.uploadID))
  let upload = try context.storing { (store) throws(BlobStorageError) in try store.upload(bucket, key, id) }
  let announced = try ChecksumHeaders(request: request.wire.headers).algorithm
  if let algorithm = upload.checksumAlgorithm, let announced, announced != algorithm {
    throw S3Error(
      .invalidRequest,
      "Checksum Type mismatch occurred, expected checksum Type: \(algorithm.rawValue.lowercased()), "
        + "actual checksum Type: \(announced.rawValue.lowercased())")
  }
  let customer = try CustomerKeyHeaders.read(request.wire.headers)
  let bodyKey = try StoredEncryption(upload.attributes).partKey(customer)
  return try ContentUpload(
    request, context, algorithm: upload.checksumAlgorithm, key: bodyKey, storageClass: upload.storageClass
  ) { body throws(S3Error) in
    let change = context.store.puttingPart(bucket, key, id, number: wanted.part.number, body: body)
    return PendingAnswer(change, context) { part throws(S3Error) in
      var answer = Answer(UploadPartResponse(etag: part.etag, checksum: part.checksum))
      append(bodyKey, customer, to: &answer.headers)
      return answer
    }
  }
}

/// CompleteMultipartUpload (S3 API Reference).
func completeMultipartUpload(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CompleteMultipartUploadRequest(request.wire)
  let (bucket, key, id) = (try request.bucket(), try request.key(), try uploadID(wanted.uploadID))
  let completion = UploadCompletion(
    parts: wanted.parts.map { NamedPart(number: $0.number, etag: $0.etag, checksum: $0.checksum) },
    precondition: WritePrecondition(wanted.conditions), checksum: wanted.checksum, sizeBytes: wanted.objectSizeBytes)
  let customer = try CustomerKeyHeaders.read(request.wire.headers)
  let encryption = try openEncryption(ofUpload: id, bucket, key, context)
  // The parts are put together without their key, which is asked for all the same: whoever completes must know it.
  let bodyKey = try encryption?.partKey(customer)
  let written = try context.storing { (store) throws(BlobStorageError) in
    try store.completeUpload(bucket, key, id, completion)
  }
  var answer = Answer(
    CompleteMultipartUploadResponse(
      location: "/" + bucket.text + "/" + PercentCoding.encodePath(key.bytes), bucket: bucket.text, key: key,
      etag: written.etag, checksum: written.checksum, checksumType: written.checksum.map { $0.type },
      versionID: written.version?.description))
  append(bodyKey, customer, to: &answer.headers)
  try context.addExpiration(ofLatest: try request.key(), in: try request.bucket(), to: &answer)
  return answer
}

/// nil for an upload that is not open any more.
private func openEncryption(
  ofUpload id: UploadID, _ bucket: BucketName, _ key: ObjectKey, _ context: ServerContext
) throws(S3Error) -> StoredEncryption? {
  do throws(S3Error) {
    let upload = try context.storing { (store) throws(BlobStorageError) in try store.upload(bucket, key, id) }
    return StoredEncryption(upload.attributes)
  } catch {
    guard error.code == .noSuchUpload else { throw error }
    return nil
  }
}

/// AbortMultipartUpload (S3 API Reference).
func abortMultipartUpload(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try AbortMultipartUploadRequest(request.wire)
  let (bucket, key, id) = (try request.bucket(), try request.key(), try uploadID(wanted.uploadID))
  try context.storing { (store) throws(BlobStorageError) in try store.abortUpload(bucket, key, id) }
  return Answer(NoContentResponse())
}

/// ListParts (S3 API Reference).
func listParts(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try ListPartsRequest(request.wire)
  let (bucket, key, id) = (try request.bucket(), try request.key(), try uploadID(wanted.uploadID))
  let upload = try context.storing { (store) throws(BlobStorageError) in try store.upload(bucket, key, id) }
  let found = try context.storing { (store) throws(BlobStorageError) in
    try store.parts(bucket, key, id, after: wanted.partNumberMarker, limit: wanted.maxParts + 1)
  }
  let page = found.prefix(wanted.maxParts)
  var answer = Answer(
    ListPartsResponse(
      to: wanted, bucket: bucket.text, key: key,
      parts: page.map { part in
        PartSummary(
          number: part.number, etag: part.etag, sizeBytes: part.sizeBytes, lastModified: part.modified,
          checksum: part.checksum)
      },
      isTruncated: wanted.maxParts > 0 && found.count > page.count, owner: context.owner(of: upload.attributes),
      storageClass: upload.storageClass, checksumAlgorithm: upload.checksumAlgorithm,
      checksumType: upload.checksumAlgorithm.map { _ in ChecksumType(upload.checksumKind) }))
  try context.addAbortion(of: key, initiated: upload.initiated, in: bucket, to: &answer)
  return answer
}

/// Throws NoSuchUpload for a text that never was an upload id.
func uploadID(_ text: String) throws(S3Error) -> UploadID {
  guard let id = UploadID(text) else { throw S3Error(.noSuchUpload) }
  return id
}
