internal import StorageModel

extension BlobStore {
  /// Makes `body` the latest version of the key. A refused write discards the body.
  package func putObject(_ write: ObjectWrite, body: StoredBody) throws(BlobStorageError) -> WrittenObject {
    try make(writing(write, body: body))
  }

  /// See ``putObject(_:body:)``.
  package func writing(_ write: ObjectWrite, body: StoredBody) -> StoreChange<WrittenObject> {
    StoreChange(
      body: { [now] transaction throws(BlobStorageError) in
        let bucket = try requireBucket(write.bucket, transaction.database)
        let latest = try latestVersion(bucket, write.key, transaction.database)
        try write.precondition.check(against: latest?.currentETag)
        let modified = now()
        let retention = try bucket.retention(write, now: modified)
        let blob = try transaction.insertBlob(body)
        let object = StoredObject(
          key: write.key, sequence: blob, sizeBytes: body.sizeBytes, modified: modified, md5: body.md5, partCount: 0,
          storageClass: write.storageClass, checksum: body.checksum, attributes: write.attributes, tags: write.tags,
          retention: retention, legalHold: write.legalHold, blob: blob)
        return WrittenObject(try transaction.place(object, in: bucket, over: latest))
      }, prepared: body)
  }

  /// Copies by reference: no byte moves. `decide` sees the source as the transaction has it and throws to refuse.
  /// Throws `.noSuchKey` for a missing source, `.replaced` where the source is not the body that a new checksum was
  /// made of.
  ///
  /// The copy keeps the ETag of its source, also that of a multipart upload (differs from S3, which reads the body
  /// again).
  package func copyObject(
    _ origin: CopyOrigin, _ write: ObjectWrite,
    decide: @escaping @Sendable (StoredObject) throws(BlobStorageError) -> Void,
    directives: CopyDirectives
  ) throws(BlobStorageError) -> CopiedObject {
    try DiskReserve.require(folder.path)
    return try writer.commit { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(write.bucket, transaction.database)
      let sourceBucket = try requireBucket(origin.bucket, transaction.database)
      var object = try requireVersion(sourceBucket, origin.key, origin.version, transaction.database)
      let sourceVersion = object.shownVersion
      try decide(object)
      if let made = directives.checksum {
        guard made.sequence == object.sequence else {
          throw BlobStorageError(.replaced, "the source was replaced while its checksum was made")
        }
        object.checksum = made.value
      }
      let latest = try latestVersion(bucket, write.key, transaction.database)
      try write.precondition.check(against: latest?.currentETag)
      object.modified = now()
      object.retention = try bucket.retention(write, now: object.modified)
      object.legalHold = write.legalHold
      // Linked before the old one goes: a copy onto itself must not lose its only user.
      if let blob = object.blob { try transaction.linkBlob(blob) }
      if let content = object.content { try transaction.linkContent(content) }
      object.key = write.key
      object.sequence = try transaction.nextSequence()
      object.storageClass = write.storageClass
      object.uploadID = nil
      if directives.replacesAttributes { object.attributes = write.attributes }
      if directives.replacesTags { object.tags = write.tags }
      let placed = try transaction.place(object, in: bucket, over: latest)
      return CopiedObject(written: WrittenObject(placed), sourceVersion: sourceVersion)
    }
  }
}

extension StoredObject {
  /// What a condition of a write compares: nil for a delete marker.
  var currentETag: ETag? { isDeleteMarker ? nil : etag }
}
