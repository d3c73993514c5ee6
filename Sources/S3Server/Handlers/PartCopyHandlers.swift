internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// UploadPartCopy (S3 API Reference). By reference where the bytes serve as they are; else they are read, and written
/// in the encryption and place of the upload.
func uploadPartCopy(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try UploadPartCopyRequest(request.wire)
  let (bucket, key, id) = (try request.bucket(), try request.key(), try uploadID(wanted.part.uploadID))
  let copy = PartCopy(origin: try CopyOrigin(wanted.source), range: wanted.range)
  let conditions = wanted.sourceConditions
  let upload = try context.storing { (store) throws(BlobStorageError) in try store.upload(bucket, key, id) }
  let customer = try CustomerKeyHeaders.read(request.wire.headers)
  let partKey = try StoredEncryption(upload.attributes).partKey(customer)
  let sourceHeaders = try CustomerKeyHeaders.read(request.wire.headers, CustomerKeyHeaders.copySource)
  for _ in 0..<4 {
    let found = try copying(context) { (store) throws(BlobStorageError) in
      try store.openObject(copy.origin.bucket, copy.origin.key, version: copy.origin.version)
    }
    guard let source = found else { continue }
    let encryption = StoredEncryption(source.record.attributes)
    let sourceKey = try encryption.key(sourceHeaders)
    let copied = try context.storingUnlessReplaced { () throws(BlobStorageError) in
      if isServed(partKey, by: encryption), context.isTogether(source.record.storageClass, upload.storageClass) {
        return try context.store.copyPart(
          copy, to: bucket, key, id, number: wanted.part.number,
          decide: { (found) throws(BlobStorageError) in
            try conditions.check(found)
            try requireSame(found, source.record)
          })
      }
      try conditions.check(source.record)
      if let range = copy.range, range.last >= source.record.sizeBytes {
        throw BlobStorageError(.invalidRange, "the source has \(source.record.sizeBytes) bytes")
      }
      let length = copy.range?.lengthBytes ?? source.record.sizeBytes
      let body = try context.store.rewrite(
        source, copy.range, key: sourceKey,
        BodyDemands(
          lengthBytes: length, checksum: upload.checksumAlgorithm, key: partKey, storageClass: upload.storageClass))
      let part = try context.store.putPart(bucket, key, id, number: wanted.part.number, body: body)
      return CopiedPart(part: part, sourceVersion: source.record.shownVersion)
    }
    guard let copied else { continue }
    var answer = Answer(
      UploadPartCopyResponse(
        result: CopyResult(
          etag: copied.part.etag, lastModified: copied.part.modified, checksum: copied.part.checksum),
        sourceVersionID: copied.sourceVersion?.description))
    append(partKey, customer, to: &answer.headers)
    return answer
  }
  throw S3Error(.serviceUnavailable)
}

/// What an answer about a part says of its encryption.
func append(_ key: BodyKey?, _ customer: CustomerKeyHeaders?, to headers: inout HTTPFields) {
  if case .store = key { headers.append(StoredEncryption.serverField, "AES256") }
  customer?.append(to: &headers)
}

/// Throws `.replaced` for another version than the one that was looked at.
func requireSame(_ found: StoredObject, _ seen: StoredObject) throws(BlobStorageError) {
  guard found.sequence == seen.sequence else {
    throw BlobStorageError(.replaced, "the source was replaced while it was copied")
  }
}

private func isServed(_ key: BodyKey?, by stored: StoredEncryption) -> Bool {
  switch (key, stored) {
  case (nil, .none), (.store, .store): true
  default: false
  }
}

extension ServerContext {
  /// True when bodies of the two storage classes lie in one folder.
  func isTogether(_ one: String?, _ other: String?) -> Bool {
    store.placement(of: one) == store.placement(of: other)
  }
}
