internal import Digests
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

extension BlobStore {
  /// Makes a stretch of an object a part, by reference: the bytes are read once for their MD5 and are not written
  /// again.
  ///
  /// `decide` sees the source and throws to refuse. Throws `.invalidRange` for a range past the end. A source that is
  /// overwritten meanwhile is looked at anew, at most four times.
  package func copyPart(
    _ copy: PartCopy, to bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, number: Int,
    decide: @Sendable (StoredObject) throws(BlobStorageError) -> Void
  ) throws(BlobStorageError) -> PartRecord {
    let upload = try upload(bucketName, key, id)
    for _ in 0..<4 {
      let source = try openObject(copy.origin.bucket, copy.origin.key)
      try decide(source.record)
      if let range = copy.range, range.last >= source.record.sizeBytes {
        throw BlobStorageError(.invalidRange, "the source has \(source.record.sizeBytes) bytes")
      }
      let part: PartRecord
      let segments: [Segment]
      do throws(BlobStorageError) {
        part = try digest(source, copy.range, number: number, algorithm: upload.checksumAlgorithm)
        segments = try self.segments(source, copy.range)
      } catch  where error.code == .replaced {
        continue
      }
      let isDone = try writer.commit { transaction throws(BlobStorageError) in
        let bucket = try requireBucket(bucketName, transaction.database).id
        let upload = try requireUpload(bucket, key, id, transaction.database)
        let origin = try requireBucket(copy.origin.bucket, transaction.database).id
        let current = try currentObject(origin, copy.origin.key, transaction.database)
        guard current?.sequence == source.record.sequence else { return false }
        for segment in segments { try transaction.linkBlob(segment.blob) }
        try transaction.replacePart(part, of: upload.content, segments: segments)
        return true
      }
      if isDone { return part }
    }
    throw BlobStorageError(.preconditionFailed, "the source was overwritten again and again while it was copied")
  }

  private func digest(
    _ source: OpenObject, _ range: ByteRange?, number: Int, algorithm: ChecksumAlgorithm?
  ) throws(BlobStorageError) -> PartRecord {
    var digests = BodyDigests(BodyDemands(lengthBytes: nil, checksum: algorithm))
    var pieces = try source.pieces(range)
    while let piece = try pieces.next() {
      switch piece {
      case .bytes(let bytes): bytes.withUnsafeBytes { digests.update($0) }
      case .file(var file):
        while let bytes = try file.next() { bytes.withUnsafeBytes { digests.update($0) } }
      }
    }
    let values = digests.finish()
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
