internal import ObjectStores
internal import StorageModel
internal import Transfers

extension ItemExecutor {
  func copy(_ item: MirrorItem, from: BucketPlace, to: BucketPlace) async throws -> Done {
    let isOneEndpoint = from.endpointIdentity == to.endpointIdentity
    let result = isOneEndpoint ? try await copyInside(item, from, to) : try await relay(item, from, to)
    var row = StateRecord(path: item.path)
    row.object = ObjectRecord(
      etag: result.etag, sizeBytes: item.source.sizeBytes, lastModified: result.lastModified,
      versionID: result.versionID)
    row.sourceObject = item.source.object.map {
      ObjectRecord(etag: $0.etag, sizeBytes: item.source.sizeBytes, lastModified: item.source.modified)
    }
    var step = item.step
    step.action = isOneEndpoint ? .copy : .relay
    return Done(
      step: step, row: row, movedBytes: isOneEndpoint ? 0 : item.source.sizeBytes,
      unansweredFor: result.unansweredFor)
  }

  private func copyInside(_ item: MirrorItem, _ from: BucketPlace, _ to: BucketPlace) async throws -> WriteResult {
    let key = from.key(item.path)
    let etag = item.source.object?.etag
    var headers = ObjectHeaders()
    if item.source.sizeBytes > to.store.limits.maximumCopyBytes {
      headers = try await from.store.head(key, ReadOptions(ifMatch: etag)).headers
    }
    return try await ObjectCopier(store: to.store, resources: resources).copy(
      CopySource(bucket: from.bucket, key: key, ifMatch: etag), sizeBytes: item.source.sizeBytes,
      sourceHeaders: headers, to: to.key(item.path),
      CopyOptions(condition: item.condition.writeCondition, storageClass: options.objects.storageClass))
  }

  private func relay(_ item: MirrorItem, _ from: BucketPlace, _ to: BucketPlace) async throws -> WriteResult {
    let objects = options.objects
    let request = StreamCopyRequest(
      key: from.key(item.path), sizeBytes: item.source.sizeBytes, etag: item.source.object?.etag,
      target: to.key(item.path), preferredPartSizeBytes: options.partSizeBytes
    ) { info in objects.writeOptions(info.headers) }
    let copier = StreamCopier(from: from.store, to: to.store, resources: resources)
    return try await copier.copy(request, progress: progress).result
  }
}
