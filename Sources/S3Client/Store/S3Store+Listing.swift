internal import HTTPTransport
package import ObjectStores
internal import S3Protocol
package import StorageModel

extension S3Store {
  /// A page that does not ascend, within itself or against the page before, or has keys outside of the prefix, is
  /// `.invalidResponse`.
  package func list(_ request: ListRequest) async throws(StoreError) -> ListPage {
    guard var guardian = ListingGuard(request, bucket: bucket) else {
      throw StoreError(
        .invalidRequest, operation: ListObjectsV2Request.name, bucket: bucket.text,
        message: "the token is not of this listing")
    }
    let operation = ListObjectsV2Request(
      prefix: request.prefix, delimiter: request.delimiter,
      startAfter: guardian.serverToken == nil ? request.startAfter?.bytes : nil,
      continuationToken: guardian.serverToken, maxKeys: min(max(request.pageSize, 1), limits.listPage))
    let page = try await service.perform(operation, target()).value
    if let reason = guardian.refusal(of: page) {
      var error = invalid(ListObjectsV2Request.name, nil, reason)
      if guardian.isFolderOrder { error.cause = ListingOrderError() }
      throw error
    }
    return ListPage(
      objects: page.objects.map { object in
        ListedObject(
          key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, lastModified: object.lastModified,
          storageClass: object.storageClass)
      },
      commonPrefixes: page.commonPrefixes.map { ObjectKey(bytes: $0) }, nextToken: guardian.token)
  }
}
