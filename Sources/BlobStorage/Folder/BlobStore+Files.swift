internal import Glibc

extension BlobStore {
  /// Unlinks a blob that no row names. A file that is gone already is fine; one that cannot be unlinked is an orphan
  /// that the next start sweeps.
  func removeFile(_ file: BlobFile) {
    if let folder = folder.folder(file.volume) { unlink(folder.blobPath(file.name)) }
  }

  /// Throws `.damaged` when there is no such file, or when it has another size than it should.
  func openFile(_ file: BlobFile, storedBytes: Int64) throws(BlobStorageError) -> FileDescriptor {
    try ResidentReader.checkMayWait()
    let opened: FileDescriptor
    do throws(BlobStorageError) {
      opened = try FileDescriptor.open(try folder.blobPath(file), O_RDONLY)
    } catch {
      guard error.errno == ENOENT else { throw error }
      throw BlobStorageError(.damaged, "the file of blob \(file.name.text) is missing", errno: ENOENT)
    }
    guard opened.sizeBytes == storedBytes else {
      throw BlobStorageError(
        .damaged, "the file of blob \(file.name.text) has not the \(storedBytes) bytes of its row")
    }
    return opened
  }
}
