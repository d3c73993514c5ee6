package import StorageModel

/// What a copied part is made from.
package struct PartCopy: Sendable {
  package var origin: CopyOrigin
  /// nil for the whole source.
  package var range: ByteRange?

  package init(origin: CopyOrigin, range: ByteRange?) {
    self.origin = origin
    self.range = range
  }
}

/// A part, and the version it was made from.
package struct CopiedPart: Sendable {
  package var part: PartRecord
  /// nil where the bucket of the source never had versioning.
  package var sourceVersion: VersionID?

  package init(part: PartRecord, sourceVersion: VersionID?) {
    self.part = part
    self.sourceVersion = sourceVersion
  }
}

extension BlobStore {
  /// Makes a stretch of an object a part, by reference: the bytes are read once for their MD5 and are not written
  /// again.
  ///
  /// `decide` sees the source and throws to refuse. Throws `.invalidRange` for a range past the end. A source that is
  /// overwritten meanwhile is looked at anew, at most four times.
  package func copyPart(
    _ copy: PartCopy, to bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, number: Int,
    decide: @Sendable (StoredObject) throws(BlobStorageError) -> Void
  ) throws(BlobStorageError) -> CopiedPart {
    let upload = try upload(bucketName, key, id)
    for _ in 0..<4 {
      let source = try openObject(copy.origin.bucket, copy.origin.key, version: copy.origin.version)
      try decide(source.record)
      if let range = copy.range, range.last >= source.record.sizeBytes {
        throw BlobStorageError(.invalidRange, "the source has \(source.record.sizeBytes) bytes")
      }
      let part: PartRecord
      let segments: [Segment]
      do throws(BlobStorageError) {
        part = try makePart(source, copy.range, number: number, algorithm: upload.checksumAlgorithm)
        segments = try self.segments(source, copy.range)
      } catch  where error.code == .replaced {
        continue
      }
      let isDone = try writer.commit { transaction throws(BlobStorageError) in
        let bucket = try requireBucket(bucketName, transaction.database).id
        let upload = try requireUpload(bucket, key, id, transaction.database)
        let origin = try requireBucket(copy.origin.bucket, transaction.database)
        let now = try requireVersion(origin, copy.origin.key, copy.origin.version, transaction.database)
        guard now.sequence == source.record.sequence else { return false }
        for segment in segments { try transaction.linkBlob(segment.blob) }
        try transaction.replacePart(part, of: upload.content, segments: segments)
        return true
      }
      if isDone { return CopiedPart(part: part, sourceVersion: source.record.shownVersion) }
    }
    throw BlobStorageError(.preconditionFailed, "the source was overwritten again and again while it was copied")
  }

  private func makePart(
    _ source: OpenObject, _ range: ByteRange?, number: Int, algorithm: ChecksumAlgorithm?
  ) throws(BlobStorageError) -> PartRecord {
    let values = try digest(source, range, BodyDemands(lengthBytes: nil, checksum: algorithm))
    let size = range?.lengthBytes ?? source.record.sizeBytes
    return PartRecord(number: number, sizeBytes: size, md5: values.md5, checksum: values.checksum, modified: now())
  }

  private func segments(_ source: OpenObject, _ range: ByteRange?) throws(BlobStorageError) -> [Segment] {
    let first = range?.first ?? 0
    let length = range?.lengthBytes ?? source.record.sizeBytes
    if case .parts(let parts) = source.source { return try parts.segments(first: first, length: length) }
    guard let blob = source.record.blob else { return [] }
    return [Segment(blob: blob, start: first, sizeBytes: length)]
  }
}
