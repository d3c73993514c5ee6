internal import LocalFiles
internal import ObjectStores
internal import StateDatabase
internal import StorageModel
internal import Transfers

extension ItemExecutor {
  /// Contents below this are sent again: a copy costs as much as a small PUT, and the state database indexes none
  /// of them.
  static let smallestTwinBytes: Int64 = 64 << 10

  /// Copies inside the endpoint what the target already has under another key: a file that was renamed, a second link
  /// to it (found by its inode), or a large file of equal size, which is hashed to see whether it has equal content.
  ///
  /// Smaller files are not hashed for this alone: ``knownContentCopy(_:_:at:)`` finds those whose digest the upload
  /// needs anyway. What is new in the same run on both sides is sent twice, since its rows come later.
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
    return Done(step: step, row: record, movedBytes: 0, unansweredFor: result.unansweredFor)
  }

  /// Copies an object of known content instead of uploading a file whose digest turned out to be the same. nil where
  /// nothing is known.
  func knownContentCopy(
    _ item: MirrorItem, _ headers: ObjectHeaders, at place: BucketPlace
  ) -> KnownContentCopy? {
    guard let state, item.target == nil, options.objects.serverSideEncryption == nil else { return nil }
    let key = place.key(item.path)
    let copyOptions = CopyOptions(
      replacingHeaders: headers, condition: item.condition.writeCondition, storageClass: options.objects.storageClass)
    return { digest async throws(TransferError) in
      // As above.
      let rows = (try? state.rows(digest: digest)) ?? []
      for row in rows.prefix(3) where row.path != item.path && row.digestPartBytes == nil {
        guard let object = row.object, object.sizeBytes <= place.store.limits.maximumCopyBytes else { continue }
        let source = CopySource(bucket: place.bucket, key: place.key(row.path), ifMatch: object.etag)
        do throws(StoreError) {
          let result = try await copyIfPossible(source, to: key, copyOptions, in: place.store)
          if let result { return CopiedContent(result: result, source: row.path) }
        } catch {
          throw TransferError(error)
        }
      }
      return nil
    }
  }

  /// nil where the row was out of date, or the endpoint cannot copy: the content is sent instead.
  private func copyIfPossible(
    _ source: CopySource, to key: ObjectKey, _ copyOptions: CopyOptions, in store: any MultipartStore
  ) async throws(StoreError) -> WriteResult? {
    do throws(StoreError) {
      return try await store.copy(source, to: key, copyOptions)
    } catch {
      switch error.code {
      case .noSuchKey, .preconditionFailed, .unsupported, .invalidRequest, .invalidResponse: return nil
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
    let renamed = (try? state.rows(inode: seen.inode, sizeBytes: seen.sizeBytes)) ?? []
    let equallyLong = (try? state.rows(sizeBytes: seen.sizeBytes)) ?? []
    let candidates = (renamed + equallyLong).filter {
      $0.path != item.path && $0.contentDigest != nil && $0.object != nil
    }
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
