internal import LocalFiles
internal import ObjectStores
internal import StorageModel
internal import Transfers

extension ItemExecutor {
  func download(_ item: MirrorItem, from place: BucketPlace, to root: FolderRoot) async throws -> Done {
    if item.work == .makeDirectory {
      try root.makeDirectories(item.path.withoutTrailingSlash)
      if options.metadata.concernsDirectories {
        let info = try await place.store.head(place.key(item.path), ReadOptions(wantsChecksum: false))
        let metadata = ObjectMetadata(userMetadata: info.headers.metadata)
        folders.add(item.path, options.metadata.fileMetadata(metadata, fallback: item.source.modified))
      }
      return Done(step: item.step, row: nil, movedBytes: 0)
    }
    if !item.path.parent.isEmpty { try root.makeDirectories(item.path.parent.withoutTrailingSlash) }
    if item.work == .metadata { return try await setMetadata(item, from: place, in: root) }
    let selection = options.metadata
    let fallback = item.source.modified
    let downloader = FileDownloader(store: place.store, root: root, resources: resources)
    let downloaded = try await downloader.download(
      DownloadRequest(
        key: place.key(item.path), sizeBytes: item.source.sizeBytes, etag: item.source.object?.etag, path: item.path,
        placement: { info in
          let metadata = ObjectMetadata(userMetadata: info.headers.metadata)
          let file = selection.fileMetadata(metadata, fallback: fallback)
          return selection.symlinks && metadata.kind == .symlink ? .symlink(file) : .file(file)
        },
        replacing: item.condition.replacement, knownPartSizeBytes: item.row?.object?.partSizeBytes,
        keepsHoles: selection.sparse), progress: progress)
    var row = StateRecord(path: item.path, file: downloaded.status.fingerprint)
    row.isUnsure = StateRecord.isUnsure(downloaded.status.fingerprint, readAt: now(), wasPlaced: true)
    row.contentDigest = downloaded.digest
    row.object = ObjectRecord(
      etag: downloaded.info.etag, sizeBytes: downloaded.info.sizeBytes, lastModified: downloaded.info.lastModified,
      versionID: downloaded.info.versionID, checksum: downloaded.info.checksums.first)
    return Done(step: item.step, row: row, movedBytes: downloaded.info.sizeBytes)
  }

  private func setMetadata(
    _ item: MirrorItem, from place: BucketPlace, in root: FolderRoot
  ) async throws -> Done {
    let info = try await place.store.head(place.key(item.path), ReadOptions(ifMatch: item.source.object?.etag))
    let metadata = ObjectMetadata(userMetadata: info.headers.metadata)
    try root.setMetadata(item.path, options.metadata.fileMetadata(metadata, fallback: item.source.modified))
    let status = try root.status(item.path)
    var row = StateRecord(path: item.path, file: status.fingerprint)
    row.contentDigest = item.row?.contentDigest
    row.digestPartBytes = item.row?.digestPartBytes
    row.object = ObjectRecord(etag: info.etag, sizeBytes: info.sizeBytes, lastModified: info.lastModified)
    return Done(step: item.step, row: row, movedBytes: 0)
  }
}
