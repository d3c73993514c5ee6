internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// CopyObject (S3 API Reference). No byte moves; a copy of a multipart object keeps its ETag (differs from S3).
func copyObject(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let wanted = try CopyObjectRequest(request.wire)
  try checkACL(wanted.write.acl, in: try request.bucket(), context)
  let write = try objectWrite(request, wanted.write, wanted.conditions)
  let origin = try CopyOrigin(wanted.source)
  // STANDARD by its name is a change of class, too.
  let namesClass = request.wire.headers["x-amz-storage-class"] != nil
  if wanted.changesNothing, !namesClass, wanted.source.bucket == write.bucket, wanted.source.key == write.key {
    throw S3Error(
      .invalidRequest,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
        + "metadata, storage class, website redirect location or encryption attributes.")
  }
  let conditions = wanted.sourceConditions
  // A source that is replaced while its new checksum is made is looked at anew.
  for _ in 0..<4 {
    let directives = CopyDirectives(
      replacesAttributes: wanted.replacesMetadata, replacesTags: wanted.replacesTags,
      checksum: try checksum(wanted.checksumAlgorithm, of: origin, context))
    let copied = try copying(context) { (store) throws(BlobStorageError) in
      try store.copyObject(
        origin, write,
        decide: { (source) throws(BlobStorageError) in
          try conditions.check(source)
          try checkCopySize(source)
        },
        directives: directives)
    }
    guard let copied else { continue }
    var answer = Answer(CopyObjectResponse(copied))
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
