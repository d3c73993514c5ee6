internal import Digests
package import StorageModel

extension BlobStore {
  /// Makes the parts an object, in one transaction and without moving a byte. Called again after it succeeded, it
  /// answers the same for as long as the version that it made is there.
  ///
  /// Throws `.noSuchUpload`, `.invalidPartOrder`, `.invalidPart`, `.partTooSmall`, `.checksumMismatch`,
  /// `.incompleteBody` for another size than expected, and what the precondition refuses.
  package func completeUpload(
    _ bucketName: BucketName, _ key: ObjectKey, _ id: UploadID, _ completion: UploadCompletion
  ) throws(BlobStorageError) -> WrittenObject {
    let minimum = options.minimumPartBytes
    return try writer.commit { [now] transaction throws(BlobStorageError) in
      let bucket = try requireBucket(bucketName, transaction.database)
      let latest = try latestVersion(bucket, key, transaction.database)
      guard let upload = try findUpload(bucket.id, key, id, transaction.database) else {
        if let made = try versionMade(by: id, bucket, key, transaction.database) { return WrittenObject(made) }
        throw BlobStorageError(.noSuchUpload, "the upload \(id) does not exist; it may have been completed or aborted")
      }
      let stored = try storedParts(upload.content, after: 0, limit: 10_000, transaction.database)
      let chosen = try choose(completion.parts, from: stored, minimumBytes: minimum)
      let size = chosen.reduce(Int64(0)) { $0 + $1.sizeBytes }
      if let expected = completion.sizeBytes, expected != size {
        throw BlobStorageError(.incompleteBody, "the parts have \(size) bytes, not the \(expected) announced")
      }
      let checksum = try wholeChecksum(upload, chosen)
      try compare(completion.checksum, checksum)
      try completion.precondition.check(against: latest?.currentETag)

      try transaction.removeUpload(bucket.id, upload)
      let numbers = Set(chosen.map(\.number))
      for part in stored where !numbers.contains(part.number) {
        try transaction.removePart(part.number, of: upload.content)
      }
      try transaction.layOut(chosen, of: upload.content)
      let modified = now()
      let object = StoredObject(
        key: key, sequence: try transaction.nextSequence(), sizeBytes: size, modified: modified,
        md5: md5(chosen.flatMap(\.md5)), partCount: chosen.count, storageClass: upload.storageClass,
        checksum: checksum, attributes: upload.attributes, tags: upload.tags,
        retention: upload.retention ?? bucket.objectLock?.defaultRetention?.retention(from: modified),
        legalHold: upload.legalHold, content: upload.content, uploadID: id.bytes)
      return WrittenObject(try transaction.place(object, in: bucket, over: latest))
    }
  }
}

/// The stored parts that the client names, in its order, which must ascend.
private func choose(
  _ named: [NamedPart], from stored: [PartRecord], minimumBytes: Int64
) throws(BlobStorageError) -> [PartRecord] {
  let byNumber = Dictionary(stored.map { ($0.number, $0) }) { first, _ in first }
  var chosen: [PartRecord] = []
  chosen.reserveCapacity(named.count)
  for part in named {
    if let last = chosen.last, last.number >= part.number {
      throw BlobStorageError(.invalidPartOrder, "part \(part.number) comes after part \(last.number)")
    }
    guard let found = byNumber[part.number], found.etag == part.etag else {
      throw BlobStorageError(.invalidPart, "part \(part.number) was not uploaded with the ETag \(part.etag)")
    }
    if let wanted = part.checksum,
      wanted.algorithm != found.checksum?.algorithm || wanted.bytes != found.checksum?.bytes
    {
      throw BlobStorageError(.invalidPart, "part \(part.number) has another \(wanted.algorithm.rawValue)")
    }
    chosen.append(found)
  }
  guard !chosen.isEmpty else { throw BlobStorageError(.invalidPart, "no part is named") }
  if let small = chosen.dropLast().first(where: { $0.sizeBytes < minimumBytes }) {
    throw BlobStorageError(.partTooSmall, "part \(small.number) has \(small.sizeBytes) bytes, under \(minimumBytes)")
  }
  return chosen
}

/// The checksum of the object that the upload was created for; nil when it was created without one.
private func wholeChecksum(_ upload: UploadRecord, _ parts: [PartRecord]) throws(BlobStorageError) -> Checksum? {
  guard let algorithm = upload.checksumAlgorithm else { return nil }
  let checksums = parts.compactMap(\.checksum)
  let whole: Checksum?
  if checksums.count != parts.count {
    whole = nil
  } else if upload.checksumKind == .composite {
    whole = .composite(algorithm, of: checksums)
  } else {
    whole = .fullObject(algorithm, of: zip(checksums, parts).map { ($0, UInt64(clamping: $1.sizeBytes)) })
  }
  guard let whole else {
    throw BlobStorageError(.checksumMismatch, "a part has no \(algorithm.rawValue), with which the upload was created")
  }
  return whole
}

/// A composite value may come without its `-N`: minio-go 7.0.46 sends it so.
private func compare(_ wanted: Checksum?, _ computed: Checksum?) throws(BlobStorageError) {
  guard let wanted else { return }
  guard let computed, wanted.algorithm == computed.algorithm, wanted.bytes == computed.bytes,
    wanted.compositePartCount == nil || wanted.compositePartCount == computed.compositePartCount
  else {
    throw BlobStorageError(.checksumMismatch, "the object's \(wanted.algorithm.rawValue) is not the one sent with it")
  }
}

private let madeByUploadSQL =
  "SELECT version FROM object WHERE bucket = ? AND key = ? AND upload = ? ORDER BY sequence DESC LIMIT 1"

/// The version that an upload became; nil when there is none.
private func versionMade(
  by id: UploadID, _ bucket: BucketRecord, _ key: ObjectKey, _ database: Connection
) throws(BlobStorageError) -> StoredObject? {
  let query = try Query(database, madeByUploadSQL)
  query.bind(bucket.id, at: 1).bind(key.bytes, at: 2).bind(id.bytes, at: 3)
  guard try query.step() else { return nil }
  let version = VersionID(bytes: query.optionalBytes(0))
  query.reset()
  return try findVersion(bucket, key, version, database)
}

extension MetadataTransaction {
  /// Writes where each part begins.
  func layOut(_ parts: [PartRecord], of content: Int64) throws(BlobStorageError) {
    var start: Int64 = 0
    for part in parts {
      let query = try query("UPDATE part SET start = ? WHERE content = ? AND number = ?")
      try query.bind(start, at: 1).bind(content, at: 2).bind(Int64(part.number), at: 3).run()
      start += part.sizeBytes
    }
  }
}
