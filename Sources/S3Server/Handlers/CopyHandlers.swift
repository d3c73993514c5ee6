internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// CopyObject (S3 API Reference). No byte moves, and a copy of a multipart object keeps its ETag (differs from S3),
/// unless the copy is encrypted otherwise or lies in another folder: then it is written anew.
func copyObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CopyObjectRequest(request.wire)
  try checkACL(wanted.write.acl, in: try request.bucket(), context)
  let (write, encryption) = try objectWrite(request, wanted.write, wanted.conditions, context)
  let origin = try CopyOrigin(wanted.source)
  let sourceHeaders = try CustomerKeyHeaders.read(request.wire.headers, CustomerKeyHeaders.copySource)
  // STANDARD by its name is a change of class, too.
  let isChange = encryption.key != nil || request.wire.headers["x-amz-storage-class"] != nil
  if wanted.changesNothing, !isChange, wanted.source.bucket == write.bucket, wanted.source.key == write.key {
    throw S3Error(
      .invalidRequest,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
        + "metadata, storage class, website redirect location or encryption attributes.")
  }
  // A source that is replaced while it is looked at is looked at anew.
  for _ in 0..<4 {
    let found = try copying(context) { (store) throws(BlobStorageError) in
      try store.headObject(origin.bucket, origin.key, version: origin.version)
    }
    guard let source = found else { continue }
    let stored = StoredEncryption(source.attributes)
    let key = try stored.key(sourceHeaders)
    let isServed = encryption.isServed(by: stored) && context.isTogether(source.storageClass, write.storageClass)
    let copied =
      isServed
      ? try copyByReference(origin, write, wanted, seen: source, context)
      : try copyByWriting(origin, write, wanted, encryption, sourceKey: key, seen: source, context)
    guard let copied else { continue }
    var answer = Answer(CopyObjectResponse(copied))
    encryption.append(to: &answer.headers)
    try context.addExpiration(ofLatest: write.key, in: write.bucket, to: &answer)
    return answer
  }
  throw S3Error(.serviceUnavailable)
}

/// Runs the call of a copy; nil when the source was replaced meanwhile. Throws InvalidRequest for a source that is a
/// delete marker by its version id, as S3 does, and not the MethodNotAllowed of a read.
func copying<Value>(
  _ context: ServerContext, _ body: (BlobStore) throws(BlobStorageError) -> Value
) throws(S3Error) -> Value? {
  do {
    return try context.storingUnlessReplaced { () throws(BlobStorageError) in try body(context.store) }
  } catch {
    guard error.code == .methodNotAllowed else { throw error }
    throw S3Error(
      .invalidRequest,
      "The source of a copy request may not specifically refer to a delete marker by version id.")
  }
}

/// nil when the source was replaced meanwhile.
private func copyByReference(
  _ origin: CopyOrigin, _ write: ObjectWrite, _ wanted: CopyObjectRequest, seen: StoredObject,
  _ context: ServerContext
) throws(S3Error) -> CopiedObject? {
  let conditions = wanted.sourceConditions
  var write = write
  let isOwnersChange = !wanted.replacesMetadata && !write.attributes.isOwned(as: seen.attributes)
  if isOwnersChange {
    let ownership = write.attributes.ownership
    write.attributes = seen.attributes.withoutOwnership
    write.attributes.fields += ownership.fields
  }
  let made = write
  let directives = CopyDirectives(
    replacesAttributes: wanted.replacesMetadata || isOwnersChange, replacesTags: wanted.replacesTags,
    checksum: try checksum(wanted.checksumAlgorithm, of: origin, context))
  return try context.storingUnlessReplaced { () throws(BlobStorageError) in
    try context.store.copyObject(
      origin, made,
      decide: { (source) throws(BlobStorageError) in
        try conditions.check(source)
        try checkCopySize(source)
        try requireSame(source, seen)
      },
      directives: directives)
  }
}

/// nil when the source was replaced meanwhile.
private func copyByWriting(
  _ origin: CopyOrigin, _ write: ObjectWrite, _ wanted: CopyObjectRequest, _ encryption: EncryptionChoice,
  sourceKey: CustomerKey?, seen: StoredObject, _ context: ServerContext
) throws(S3Error) -> CopiedObject? {
  var write = write
  if !wanted.replacesMetadata {
    let ownership = write.attributes.ownership
    write.attributes = seen.attributes.withoutEncryption.withoutOwnership
    encryption.append(to: &write.attributes)
    write.attributes.fields += ownership.fields
  }
  if !wanted.replacesTags { write.tags = seen.tags }
  let made = write
  return try context.storingUnlessReplaced { () throws(BlobStorageError) in
    let source = try context.store.openObject(origin.bucket, origin.key, version: origin.version)
    try requireSame(source.record, seen)
    try wanted.sourceConditions.check(source.record)
    try checkCopySize(source.record)
    let body = try context.store.rewrite(
      source, nil, key: sourceKey,
      BodyDemands(
        lengthBytes: seen.sizeBytes, checksum: wanted.checksumAlgorithm ?? seen.checksum?.algorithm,
        key: encryption.key, storageClass: made.storageClass))
    let written = try context.store.putObject(made, body: body)
    return CopiedObject(written: written, sourceVersion: seen.shownVersion)
  }
}

/// The checksum that a copy is to have, where the request names another algorithm than the source's: the one thing for
/// which a copy reads its source. nil where the source's own does, and for a source that is not there, which the copy
/// itself refuses.
private func checksum(
  _ algorithm: ChecksumAlgorithm?, of origin: CopyOrigin, _ context: ServerContext
) throws(S3Error) -> (sequence: Int64, value: Checksum)? {
  guard let algorithm else { return nil }
  let made = try context.storingUnlessReplaced { () throws(BlobStorageError) -> (Int64, Checksum)? in
    do throws(BlobStorageError) {
      return try context.store.checksum(algorithm, of: origin)
    } catch  where error.code != .replaced && error.isAboutSource {
      return nil
    }
  }
  return made.flatMap { $0 }.map { (sequence: $0.0, value: $0.1) }
}

/// Throws `.objectTooLarge` for what one copy may not take (S3 User Guide, "Copying an object": 5 GB).
private func checkCopySize(_ source: StoredObject) throws(BlobStorageError) {
  guard source.sizeBytes <= StoreLimit.maximumPutBytes else {
    throw BlobStorageError(.objectTooLarge, "The specified copy source is larger than the maximum allowable size.")
  }
}

extension CopyOrigin {
  /// Throws InvalidArgument for a version id that is none.
  init(_ source: CopySourceHeader) throws(S3Error) {
    self.init(bucket: source.bucket, key: source.key, version: try versionID(source.versionID))
  }
}

extension CopyObjectResponse {
  fileprivate init(_ copied: CopiedObject) {
    let written = copied.written
    self.init(
      result: CopyResult(
        etag: written.etag, lastModified: written.modified, checksum: written.checksum,
        checksumType: written.checksum.map { $0.type }),
      versionID: written.version?.description, sourceVersionID: copied.sourceVersion?.description)
  }
}

extension BlobStorageError {
  /// True for what the copy itself will say of its source.
  fileprivate var isAboutSource: Bool {
    switch code {
    case .noSuchBucket, .noSuchKey, .noSuchVersion, .latestIsDeleteMarker, .versionIsDeleteMarker: true
    default: false
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
