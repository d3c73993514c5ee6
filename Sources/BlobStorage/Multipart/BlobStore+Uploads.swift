internal import Digests
package import StorageModel

extension BlobStore {
  /// Opens an upload. The precondition of `write` does not count here: it is decided at completion. Throws
  /// `.noSuchBucket` and `.noObjectLock`.
  package func createUpload(
    _ write: ObjectWrite, checksum: ChecksumAlgorithm?, kind: ChecksumKind
  ) throws(BlobStorageError) -> UploadID {
    try DiskReserve.require(folder.path)
    let id = UploadID(bytes: randomBytes(count: 16))
    let initiated = now()
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(write.bucket, transaction.database)
      _ = try bucket.retention(write, now: initiated)
      let content = try transaction.nextSequence()
      try transaction.query("INSERT INTO content (id, links) VALUES (?, 1)").bind(content, at: 1).run()
      let query = try transaction.query(
        """
        INSERT INTO upload (bucket, key, id, content, initiated, class, algorithm, composite, attributes, tags, mode, \
        until, hold) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
      query.bind(bucket.id, at: 1).bind(write.key.bytes, at: 2).bind(id.bytes, at: 3).bind(content, at: 4)
      query.bind(initiated.nanoseconds, at: 5).bind(write.storageClass, at: 6).bind(checksum?.rawValue, at: 7)
      query.bind(kind == .composite ? 1 : 0, at: 8).bind(write.attributes.encoded, at: 9)
      query.bind(write.tags.encodedUnlessEmpty, at: 10).bind(write.retention?.mode.rawValue, at: 11)
      query.bind(write.retention?.until.nanoseconds, at: 12)
      try query.bind(write.legalHold.map { $0 ? 1 : 0 }, at: 13).run()
    }
    return id
  }

  /// Throws `.noSuchBucket` and `.noSuchUpload`.
  package func upload(
    _ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID
  ) throws(BlobStorageError) -> UploadRecord {
    try read { database throws(BlobStorageError) in
      try requireUpload(try requireBucket(bucketName, database).id, key, id, database)
    }
  }

  /// Makes `body` the part of that number, in the place of an earlier one. A refused write discards the body.
  package func putPart(
    _ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, number: Int, body: StoredBody
  ) throws(BlobStorageError) -> PartRecord {
    try make(puttingPart(bucketName, key, id, number: number, body: body))
  }

  /// See ``putPart(_:_:_:number:body:)``.
  package func puttingPart(
    _ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, number: Int, body: StoredBody
  ) -> StoreChange<PartRecord> {
    let part = PartRecord(
      number: number, sizeBytes: body.sizeBytes, md5: body.md5, checksum: body.checksum, modified: now())
    return StoreChange(
      body: { transaction throws(BlobStorageError) in
        let bucket = try requireBucket(bucketName, transaction.database).id
        let upload = try requireUpload(bucket, key, id, transaction.database)
        let blob = try transaction.insertBlob(body)
        let segment = Segment(blob: blob, start: 0, sizeBytes: body.sizeBytes)
        try transaction.replacePart(part, of: upload.content, segments: [segment])
        return part
      }, prepared: body)
  }

  /// Forgets an upload and its parts. Throws `.noSuchUpload` when there is none.
  package func abortUpload(_ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucketName, transaction.database).id
      let upload = try requireUpload(bucket, key, id, transaction.database)
      try transaction.removeUpload(bucket, upload)
      try transaction.unlinkContent(upload.content)
    }
  }

  /// The parts after `number`, in order, at most `limit`. Throws `.noSuchUpload`.
  package func parts(
    _ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, after number: Int, limit: Int
  ) throws(BlobStorageError) -> [PartRecord] {
    try readSnapshot { database throws(BlobStorageError) in
      let upload = try requireUpload(try requireBucket(bucketName, database).id, key, id, database)
      return try storedParts(upload.content, after: number, limit: limit, database)
    }
  }

  /// The parts of a completed object, from the first. Empty for one put in one piece.
  package func parts(
    of object: StoredObject, after number: Int, limit: Int
  ) throws(BlobStorageError) -> [PartRecord] {
    guard let content = object.content else { return [] }
    return try read { database throws(BlobStorageError) in
      try storedParts(content, after: number, limit: limit, database)
    }
  }
}
