internal import LocalFiles
internal import ObjectStores
internal import StateDatabase
internal import StorageModel
internal import Transfers

extension ItemExecutor {
  func upload(_ item: MirrorItem, from root: FolderRoot, to place: BucketPlace) async throws -> Done {
    switch item.work {
    case .makeDirectory: return try await putMarker(item, to: place)
    case .metadata: return try await renewMetadata(item, from: root, at: place)
    case .transfer where item.source.kind == .symlink: return try await putLink(item, from: root, to: place)
    case .transfer:
      if let copied = try await copyTwin(item, from: root, at: place) { return copied }
      return try await putFile(item, from: root, to: place)
    }
  }

  /// What may stand at the target when the write happens. A listed object may be replaced, whoever wrote it last;
  /// the listing said that it differs.
  private func putFile(_ item: MirrorItem, from root: FolderRoot, to place: BucketPlace) async throws -> Done {
    let headers = try objectHeaders(item, from: root)
    let readAt = now()
    let key = place.key(item.path)
    var request = UploadRequest(path: item.path, key: key, options: writeOptions(item, headers))
    request.preferredPartSizeBytes = options.partSizeBytes
    request.resume = ledger?.resumable(key)
    request.copyKnown = knownContentCopy(item, headers, at: place)
    request.recorder = ledger?.recorder(for: item.path, key: key)
    let uploader = FileUploader(store: place.store, root: root, resources: resources)
    let uploaded = try await uploader.upload(request, progress: progress)
    var row = StateRecord(path: item.path, file: uploaded.fingerprint)
    row.isUnsure = StateRecord.isUnsure(uploaded.fingerprint, readAt: readAt)
    row.contentDigest = uploaded.digest
    row.digestPartBytes = uploaded.partSizeBytes > 0 ? uploaded.partSizeBytes : nil
    row.object = ObjectRecord(
      etag: uploaded.result.etag, sizeBytes: uploaded.fingerprint.sizeBytes, versionID: uploaded.result.versionID,
      checksum: uploaded.result.checksum, partSizeBytes: row.digestPartBytes)
    var step = item.step
    step.sizeBytes = uploaded.fingerprint.sizeBytes
    if let source = uploaded.copiedFrom {
      step.action = .copy
      step.reason = "same content as \(source)"
    }
    return Done(
      step: step, row: row, movedBytes: uploaded.sentBytes, unansweredFor: uploaded.result.unansweredFor)
  }

  private func putLink(_ item: MirrorItem, from root: FolderRoot, to place: BucketPlace) async throws -> Done {
    let body = try root.readLink(item.path)
    let headers = options.objects.headers(for: item.path, options.metadata.metadata(of: item.source))
    let readAt = now()
    let result = try await place.store.put(
      place.key(item.path), body: .bytes(body), writeOptions(item, headers))
    return Done(
      step: item.step, row: row(item, result, sizeBytes: Int64(body.count), readAt: readAt),
      movedBytes: Int64(body.count), unansweredFor: result.unansweredFor)
  }

  private func putMarker(_ item: MirrorItem, to place: BucketPlace) async throws -> Done {
    let headers = options.objects.headers(for: item.path, options.metadata.metadata(of: item.source))
    let readAt = now()
    let result = try await place.store.put(place.key(item.path), body: .bytes([]), writeOptions(item, headers))
    return Done(
      step: item.step, row: row(item, result, sizeBytes: 0, readAt: readAt), movedBytes: 0,
      unansweredFor: result.unansweredFor)
  }

  /// The object copied onto itself with new metadata: no content moves.
  private func renewMetadata(
    _ item: MirrorItem, from root: FolderRoot, at place: BucketPlace
  ) async throws -> Done {
    guard let facts = item.target?.object, item.source.sizeBytes <= place.store.limits.maximumCopyBytes else {
      return try await putFile(item, from: root, to: place)
    }
    let headers = try objectHeaders(item, from: root)
    let readAt = now()
    let key = place.key(item.path)
    let result = try await place.store.copy(
      CopySource(bucket: place.bucket, key: key, ifMatch: facts.etag), to: key,
      CopyOptions(replacingHeaders: headers, storageClass: options.objects.storageClass ?? facts.storageClass))
    var record = row(item, result, sizeBytes: item.source.sizeBytes, readAt: readAt)
    record.contentDigest = item.row?.contentDigest
    record.digestPartBytes = item.row?.digestPartBytes
    return Done(step: item.step, row: record, movedBytes: 0, unansweredFor: result.unansweredFor)
  }

  func row(_ item: MirrorItem, _ result: WriteResult, sizeBytes: Int64, readAt: Timestamp) -> StateRecord {
    var record = StateRecord(path: item.path, file: item.source.fingerprint)
    if let file = record.file { record.isUnsure = StateRecord.isUnsure(file, readAt: readAt) }
    record.object = ObjectRecord(
      etag: result.etag, sizeBytes: sizeBytes, lastModified: result.lastModified, versionID: result.versionID,
      checksum: result.checksum)
    return record
  }

  private func writeOptions(_ item: MirrorItem, _ headers: ObjectHeaders) -> WriteOptions {
    options.objects.writeOptions(headers, condition: item.condition.writeCondition)
  }

  func objectHeaders(_ item: MirrorItem, from root: FolderRoot) throws -> ObjectHeaders {
    var attributes: [ExtendedAttribute] = []
    if options.metadata.extendedAttributes { attributes = try root.open(item.path).extendedAttributes() }
    var metadata = options.metadata.metadata(of: item.source, extendedAttributes: attributes)
    // What does not fit into S3's 2 KiB would make the whole upload fail.
    if metadata.encodedBytes > ObjectMetadata.maximumBytes { metadata.extendedAttributes = [:] }
    return options.objects.headers(for: item.path, metadata)
  }
}
