internal import Glibc

extension BlobStore {
  /// Unlinks a blob that no row names. A file that is gone already is fine; one that cannot be unlinked is an orphan
  /// that the next start sweeps.
  func removeFile(_ name: BlobName) {
    unlink(folder.blobPath(name))
  }
}
