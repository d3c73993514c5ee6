package import S3Protocol
package import StorageModel

/// Versions of objects.
extension S3Service {
  /// Calls `body` with each page of versions, in the order of the endpoint: by key, of each key the latest first.
  ///
  /// Within a page versions are put in that order: some endpoints list delete markers behind everything else.
  /// A page that goes back behind the last one is `.invalidResponse`: it would never end, or hide versions.
  package func forEachVersionPage(
    of bucket: BucketName, prefix: [UInt8], _ body: ([VersionSummary]) async throws -> Void
  ) async throws {
    var request = ListObjectVersionsRequest(prefix: prefix)
    var last: ObjectKey?
    while true {
      let page = try await send(request, to: OperationTarget(bucket: bucket))
      let versions = Self.ordered(page.versions)
      for version in versions {
        if let last, version.object.key < last {
          throw StoreError(
            .invalidResponse, operation: ListObjectVersionsRequest.name, bucket: bucket.text,
            message: "\(version.object.key) came after \(last), out of order")
        }
        last = version.object.key
      }
      try await body(versions)
      guard page.isTruncated, let marker = page.nextKeyMarker else { return }
      guard compareBytes(marker, request.keyMarker) > 0 || page.nextVersionIDMarker != request.versionIDMarker else {
        throw StoreError(
          .invalidResponse, operation: ListObjectVersionsRequest.name, bucket: bucket.text,
          message: "the endpoint gave the same page twice")
      }
      request.keyMarker = marker
      request.versionIDMarker = page.nextVersionIDMarker ?? ""
    }
  }

  /// By key, the latest first, then by time; those of one time stay as the endpoint has them.
  static func ordered(_ versions: [VersionSummary]) -> [VersionSummary] {
    versions.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.object.key != b.object.key { return a.object.key < b.object.key }
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
