internal import HTTPTransport
internal import ObjectStores
package import S3Protocol
package import StorageModel

/// Versions of objects.
extension S3Service {
  /// Calls `body` with each page of versions, in the order of the endpoint: by key, of each key the latest first.
  /// See ``VersionPages``.
  package func forEachVersionPage(
    of bucket: BucketName, prefix: [UInt8], _ body: ([VersionSummary]) async throws -> Void
  ) async throws {
    var pages = VersionPages(service: self, bucket: bucket, prefix: prefix)
    while let page = try await pages.next() { try await body(page) }
  }

  /// One page, and whether the pages of this endpoint leave nothing out: `cairn doctor` finds that out, and those that
  /// are known for it say who they are.
  func versionPage(
    _ request: ListObjectVersionsRequest, of bucket: BucketName
  ) async throws(StoreError) -> (page: ListObjectVersionsResponse, isWhole: Bool) {
    let answer = try await retrier.run { [self] (_, _) async throws(StoreError) in
      try await perform(request, OperationTarget(bucket: bucket))
    }
    let server = answer.response.fields["Server"] ?? ""
    return (answer.value, settings.known.pagesVersionsWhole && !server.hasPrefix("SeaweedFS"))
  }

  /// By key, the latest first, then by time; those of one time stay as the endpoint has them.
  static func ordered(_ versions: [VersionSummary], _ order: ListingOrder = .bytes) -> [VersionSummary] {
    versions.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.object.key != b.object.key { return order.compare(a.object.key.bytes, b.object.key.bytes) < 0 }
      if a.isLatest != b.isLatest { return a.isLatest }
      if a.object.lastModified != b.object.lastModified { return a.object.lastModified > b.object.lastModified }
      return left.offset < right.offset
    }.map(\.element)
  }

  /// The tags of an object or of one of its versions.
  package func tags(
    of key: ObjectKey, in bucket: BucketName, versionID: String?
  ) async throws(StoreError) -> [ObjectTag] {
    try await send(GetObjectTaggingRequest(versionID: versionID), to: OperationTarget(bucket: bucket, key: key)).tags
  }

  /// Deletes an object (a delete marker in a versioned bucket), or one version for good.
  package func deleteVersion(
    _ key: ObjectKey, in bucket: BucketName, versionID: String?, bypassesGovernance: Bool = false
  ) async throws(StoreError) {
    _ = try await send(
      DeleteObjectRequest(versionID: versionID, bypassesGovernance: bypassesGovernance),
      to: OperationTarget(bucket: bucket, key: key))
  }
}
