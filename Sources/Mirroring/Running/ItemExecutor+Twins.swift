internal import LocalFiles
internal import ObjectStores
internal import StateDatabase
internal import StorageModel
internal import Transfers

extension ItemExecutor {
  /// Contents below this are sent again: a copy costs as much as a small PUT, and the state database indexes none
  /// of them.
  static let smallestTwinBytes: Int64 = 64 << 10

  /// Copies inside the endpoint what the target already has under another key of the same inode: a file that was
  /// renamed, or a second link to it. The same content under another inode is sent: finding it would mean to hash
  /// every new file before anything is known.
  ///
  /// The row of the other key says what content it has; the file is read and hashed, and the copy is bound to the
  /// ETag of that row, so neither a stale row nor an edited file can bring in a wrong content. nil where there is
  /// no twin.
  func copyTwin(_ item: MirrorItem, from root: FolderRoot, at place: BucketPlace) async throws -> Done? {
    guard let twin = try await findTwin(item, in: root), let object = twin.record.object else { return nil }
    guard object.sizeBytes <= place.store.limits.maximumCopyBytes else { return nil }
    let headers = try objectHeaders(item, from: root)
    let readAt = now()
    let copySource = CopySource(bucket: place.bucket, key: place.key(twin.record.path), ifMatch: object.etag)
    let copyOptions = CopyOptions(replacingHeaders: headers, storageClass: options.objects.storageClass)
    guard let result = try await copyIfPossible(copySource, to: place.key(item.path), copyOptions, in: place.store)
    else { return nil }
    try root.open(item.path).confirm(twin.fingerprint)
    var record = row(item, result, sizeBytes: object.sizeBytes, readAt: readAt)
    record.file = twin.fingerprint
    record.contentDigest = twin.record.contentDigest
    record.digestPartBytes = twin.record.digestPartBytes
    var step = item.step
    step.action = .copy
    step.reason = "same content as \(twin.record.path)"
    return Done(step: step, row: record, movedBytes: 0)
  }

  /// nil where the row was out of date, or the endpoint cannot copy: the content is sent instead.
  private func copyIfPossible(
    _ source: CopySource, to key: ObjectKey, _ copyOptions: CopyOptions, in store: any MultipartStore
  ) async throws -> WriteResult? {
    do {
      return try await store.copy(source, to: key, copyOptions)
    } catch {
      switch error.code {
      case .noSuchKey, .preconditionFailed, .unsupported, .invalidRequest: return nil
      default: throw error
      }
    }
  }

  private struct Twin {
    var record: StateRecord
    /// Of the local file when it was hashed.
    var fingerprint: FileFingerprint
  }

  private func findTwin(_ item: MirrorItem, in root: FolderRoot) async throws -> Twin? {
    guard let state, let seen = item.source.fingerprint, seen.sizeBytes >= Self.smallestTwinBytes else { return nil }
    guard options.objects.serverSideEncryption == nil else { return nil }
    // A failed look-up costs a transfer, nothing else.
    guard let renamed = try? state.rows(inode: seen.inode, sizeBytes: seen.sizeBytes) else { return nil }
    let candidates = renamed.filter { $0.path != item.path && $0.contentDigest != nil && $0.object != nil }
    var tried: Set<Int64> = []
    for candidate in candidates {
      guard tried.insert(candidate.digestPartBytes ?? 0).inserted else { continue }
      if let twin = try await compare(item, candidates, partBytes: candidate.digestPartBytes, in: root) { return twin }
    }
    return nil
  }

  private func compare(
    _ item: MirrorItem, _ candidates: [StateRecord], partBytes: Int64?, in root: FolderRoot
  ) async throws -> Twin? {
    let file = try root.open(item.path)
    let before = try file.status()
    let found = try await FileDigests.of(file, sizeBytes: before.sizeBytes, partSizeBytes: partBytes ?? 0)
    try file.confirm(before.fingerprint)
    let digest = found.digest
    let match = candidates.first { $0.digestPartBytes == partBytes && $0.contentDigest == digest }
    return match.map { Twin(record: $0, fingerprint: before.fingerprint) }
  }
}
