package import StorageModel

/// How an object is written.
package struct ObjectWrite: Sendable {
  package var bucket: BucketName
  package var key: ObjectKey
  package var attributes: ObjectAttributes
  /// nil for STANDARD.
  package var storageClass: String?
  package var precondition: WritePrecondition

  package init(
    bucket: BucketName, key: ObjectKey, attributes: ObjectAttributes = ObjectAttributes(), storageClass: String? = nil,
    precondition: WritePrecondition = .none
  ) {
    self.bucket = bucket
    self.key = key
    self.attributes = attributes
    self.storageClass = storageClass
    self.precondition = precondition
  }
}

/// Where a copy comes from.
package struct CopyOrigin: Sendable {
  package var bucket: BucketName
  package var key: ObjectKey

  package init(bucket: BucketName, key: ObjectKey) {
    self.bucket = bucket
    self.key = key
  }
}

extension BlobStore {
  /// Makes `body` the object of the key. A refused write discards the body.
  package func putObject(_ write: ObjectWrite, body: StoredBody) throws(BlobStorageError) -> WrittenObject {
    do throws(BlobStorageError) {
      return try writer.commit { [now] transaction throws(BlobStorageError) in
        let bucket = try requireBucket(write.bucket, transaction.database).id
        let old = try currentObject(bucket, write.key, transaction.database)
        try write.precondition.check(against: old?.etag)
        if let old { try transaction.remove(old, from: bucket) }
        let blob = try transaction.insertBlob(body)
        let object = StoredObject(
          key: write.key, sequence: blob, sizeBytes: body.sizeBytes, modified: now(), md5: body.md5, partCount: 0,
          storageClass: write.storageClass, checksum: body.checksum, attributes: write.attributes, blob: blob,
          content: nil, uploadID: nil)
        try transaction.insert(object, into: bucket)
        return WrittenObject(object)
      }
    } catch {
      // After a failed commit the row may be there all the same: then the next start decides.
      if error.leavesNothing { discard(body) }
      throw error
    }
  }

  /// Copies by reference: no byte moves. `decide` sees the source as the transaction has it; it throws to refuse, or
  /// returns the attributes and storage class of the copy. Throws `.noSuchKey` for a missing source.
  ///
  /// The copy keeps the ETag of its source, also that of a multipart upload (differs from S3, which reads the body
  /// again).
  package func copyObject(
    _ origin: CopyOrigin, _ write: ObjectWrite,
    decide: @escaping @Sendable (StoredObject) throws(BlobStorageError) -> Void,
    replacesAttributes: Bool
  ) throws(BlobStorageError) -> WrittenObject {
    try writer.commit { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(write.bucket, transaction.database).id
      let source = try requireBucket(origin.bucket, transaction.database).id
      guard var object = try currentObject(source, origin.key, transaction.database) else {
        throw noSuchKey(origin.key)
      }
      try decide(object)
      let old = try currentObject(bucket, write.key, transaction.database)
      try write.precondition.check(against: old?.etag)
      // Linked before the old one goes: a copy onto itself must not lose its only user.
      if let blob = object.blob { try transaction.linkBlob(blob) }
      if let content = object.content { try transaction.linkContent(content) }
      if let old { try transaction.remove(old, from: bucket) }
      object.key = write.key
      object.sequence = try transaction.nextSequence()
      object.modified = now()
      object.storageClass = write.storageClass
      object.uploadID = nil
      if replacesAttributes { object.attributes = write.attributes }
      try transaction.insert(object, into: bucket)
      return WrittenObject(object)
    }
  }

  /// Deletes an object; one that is not there is fine. Throws `.noSuchBucket`, and what `precondition` refuses.
  package func deleteObject(
    _ bucket: BucketName, _ key: ObjectKey, precondition: WritePrecondition = .none
  ) throws(BlobStorageError) {
    try writer.commit { transaction throws(BlobStorageError) in
      let id = try requireBucket(bucket, transaction.database).id
      let old = try currentObject(id, key, transaction.database)
      try precondition.check(against: old?.etag)
      if let old { try transaction.remove(old, from: id) }
    }
  }

  /// Deletes many objects in one transaction; the outcome of each, nil when it is gone.
  package func deleteObjects(
    _ bucket: BucketName, _ items: [(key: ObjectKey, precondition: WritePrecondition)]
  ) throws(BlobStorageError) -> [BlobStorageError?] {
    try writer.commit { transaction throws(BlobStorageError) in
      let id = try requireBucket(bucket, transaction.database).id
      var outcomes: [BlobStorageError?] = []
      for item in items {
        do throws(BlobStorageError) {
          let old = try currentObject(id, item.key, transaction.database)
          try item.precondition.check(against: old?.etag)
          if let old { try transaction.remove(old, from: id) }
          outcomes.append(nil)
        } catch  where error.isRefusal {
          outcomes.append(error)
        }
      }
      return outcomes
    }
  }
}

extension WrittenObject {
  init(_ object: StoredObject) {
    self.init(etag: object.etag, sizeBytes: object.sizeBytes, modified: object.modified, checksum: object.checksum)
  }
}
