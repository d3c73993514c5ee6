package import StorageModel

/// Refusals of reads that carry headers of their own.
extension S3Error {
  /// A read without a version where the latest is a delete marker: 404 (S3 User Guide, "Working with delete markers").
  package static func latestIsDeleteMarker(versionID: String) -> S3Error {
    S3Error(.noSuchKey, headers: HTTPFields([("x-amz-delete-marker", "true"), ("x-amz-version-id", versionID)]))
  }

  /// A read of a version that is a delete marker: 405.
  package static func versionIsDeleteMarker(versionID: String, lastModified: Timestamp) -> S3Error {
    S3Error(
      .methodNotAllowed, "The version is a delete marker.",
      headers: HTTPFields([
        ("x-amz-delete-marker", "true"), ("x-amz-version-id", versionID), ("Allow", "DELETE"),
        ("Last-Modified", lastModified.httpDate),
      ]))
  }

  /// 304, with the headers that a 200 would have had for caches (RFC 9110, section 15.4.5). No body.
  package static func notModified(etag: ETag, lastModified: Timestamp, stored: StoredHeaders) -> S3Error {
    var headers = HTTPFields([("ETag", etag.quoted), ("Last-Modified", lastModified.httpDate)])
    headers.append("Cache-Control", ifPresent: stored.cacheControl)
    headers.append("Expires", ifPresent: stored.expires)
    return S3Error(.notModified, headers: headers)
  }

  /// 416 with the size in Content-Range (RFC 9110, section 15.5.17).
  package static func unsatisfiable(_ range: RangeHeader, sizeBytes: Int64) -> S3Error {
    S3Error(
      .invalidRange,
      details: [("RangeRequested", range.headerValue), ("ActualObjectSize", String(sizeBytes))],
      headers: HTTPFields([("Content-Range", ContentRange(range: nil, sizeBytes: sizeBytes).headerValue)]))
  }
}
