internal import Digests
internal import GRDB
internal import Glibc
package import StorageModel

extension BlobStore {
  /// Throws `.noSuchBucket` and `.noSuchKey`.
  package func headObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> StoredObject {
    try read { database throws(BlobStorageError) in
      let id = try requireBucket(bucket, database).id
      guard let object = try currentObject(id, key, database) else { throw noSuchKey(key) }
      return object
    }
  }

  /// Throws `.noSuchBucket` and `.noSuchKey`, and `.damaged` when the body is missing or, where it is small, not what
  /// was written.
  package func openObject(_ bucket: BucketName, _ key: ObjectKey) throws(BlobStorageError) -> OpenObject {
    let lease = reclaimer.lease()
    // One state for the row and its blob: an overwrite between the two statements would take the blob's row away.
    return try readSnapshot { database throws(BlobStorageError) in
      let id = try requireBucket(bucket, database).id
      guard let object = try currentObject(id, key, database) else { throw noSuchKey(key) }
      if let content = object.content {
        let parts = PartSource(self, content: content, partCount: object.partCount, lease: lease)
        return OpenObject(record: object, source: .parts(parts))
      }
      guard let blob = object.blob else { throw BlobStorageError(.damaged, "\(key) has no body") }
      return OpenObject(record: object, source: try openBlob(blob, database))
    }
  }

  /// The bytes of a blob, or its open file; never `.parts`.
  func openBlob(_ id: Int64, _ database: Database) throws(BlobStorageError) -> ByteSource {
    let query = try Query(database, "SELECT name, bytes, size, crc FROM blob WHERE id = ?").bind(id, at: 1)
    guard try query.step() else { throw BlobStorageError(.damaged, "blob \(id) has no row") }
    defer { query.reset() }
    let size = query.integer(2)
    if let name = query.optionalBytes(0).flatMap({ BlobName(bytes: $0) }) {
      let file = try openFile(name)
      guard file.sizeBytes == size else {
        throw BlobStorageError(.damaged, "the file of blob \(name.text) has not the \(size) bytes of its row")
      }
      return .file(file)
    }
    let bytes = query.bytes(1)
    var crc = CRC64NVME()
    crc.update(bytes)
    guard Int64(bytes.count) == size, crc.bytes == query.bytes(3) else {
      throw BlobStorageError(.damaged, "the bytes of blob \(id) are not the ones written")
    }
    return .bytes(bytes)
  }

  /// Throws `.damaged` when there is no such file.
  private func openFile(_ name: BlobName) throws(BlobStorageError) -> FileDescriptor {
    do throws(BlobStorageError) {
      return try FileDescriptor.open(folder.blobPath(name), O_RDONLY)
    } catch  where error.errno == ENOENT {
      throw BlobStorageError(.damaged, "the file of blob \(name.text) is missing", errno: ENOENT)
    }
  }
}
