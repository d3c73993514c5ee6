internal import Digests
internal import Glibc
package import StorageModel

extension BlobStore {
  /// Throws `.noSuchBucket` and `.noSuchKey`.
  package func headObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> StoredObject {
    try read { database throws(BlobStorageError) in
      try findObject(bucket, key, withBlob: false, database) { (object, _) throws(BlobStorageError) in object }
    }
  }

  /// Throws `.noSuchBucket` and `.noSuchKey`, and `.damaged` when the body is missing or, where it is small, not what
  /// was written.
  package func openObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> OpenObject {
    // Until the file is open, or for as long as the parts may be read.
    let lease = reclaimer.lease()
    defer { withExtendedLifetime(lease) {} }
    return try read { database throws(BlobStorageError) in
      try findObject(bucket, key, withBlob: true, database) { (object, blob) throws(BlobStorageError) in
        if let content = object.content {
          let parts = PartSource(self, content: content, partCount: object.partCount, lease: lease)
          return OpenObject(record: object, source: .parts(parts))
        }
        return OpenObject(record: object, source: try open(blob, of: key.description))
      }
    }
  }

  /// The bytes of a small blob, verified, or the name of its file.
  func segmentSource(_ blob: BlobRow, _ id: Int64) throws(BlobStorageError) -> Segment.Source {
    if let name = blob.name { return .file(name) }
    return .bytes(try bytes(blob, of: "blob \(id)"))
  }

  private func open(_ blob: BlobRow, of owner: @autoclosure () -> String) throws(BlobStorageError) -> ByteSource {
    guard let name = blob.name else { return .bytes(try bytes(blob, of: owner())) }
    let file = try openFile(name)
    guard file.sizeBytes == blob.sizeBytes else {
      throw BlobStorageError(.damaged, "the file of blob \(name.text) has not the \(blob.sizeBytes) bytes of its row")
    }
    return .file(file)
  }

  private func bytes(_ blob: BlobRow, of owner: @autoclosure () -> String) throws(BlobStorageError) -> [UInt8] {
    let bytes = blob.bytes
    var crc = CRC64NVME()
    crc.update(bytes)
    guard Int64(bytes.count) == blob.sizeBytes, crc.bytes == blob.crc else {
      throw BlobStorageError(.damaged, "the bytes of \(owner()) are not the ones written")
    }
    return bytes
  }

  /// Throws `.damaged` when there is no such file.
  func openFile(_ name: BlobName) throws(BlobStorageError) -> FileDescriptor {
    do throws(BlobStorageError) {
      return try FileDescriptor.open(folder.blobPath(name), O_RDONLY)
    } catch  where error.errno == ENOENT {
      throw BlobStorageError(.damaged, "the file of blob \(name.text) is missing", errno: ENOENT)
    }
  }
}
