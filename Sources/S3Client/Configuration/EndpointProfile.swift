internal import ObjectStores

/// What is known of an endpoint before the first request: from earlier runs, and from `cairn doctor`.
package struct EndpointProfile: Hashable, Sendable {
  /// nil where it has to be found out.
  package var checksumCapability: ChecksumCapability?
  /// False where the endpoint does not decide `If-None-Match: *` together with a write.
  package var decidesIfAbsent = true
  /// False where it does not decide `If-Match` together with a write.
  package var decidesIfMatches = true
  /// False where listings of versions leave some out as soon as they have several pages.
  package var pagesVersionsWhole = true
  /// Where they are less than S3's.
  package var maximumParts: Int?
  package var maximumPartBytes: Int64?

  package init() {}

  /// S3's limits, and the endpoint's own where they are known.
  var limits: StoreLimits {
    var limits = StoreLimits()
    if let maximumParts { limits.maximumParts = max(1, min(limits.maximumParts, maximumParts)) }
    if let maximumPartBytes {
      limits.maximumPartBytes = max(limits.minimumPartBytes, min(limits.maximumPartBytes, maximumPartBytes))
    }
    return limits
  }
}
