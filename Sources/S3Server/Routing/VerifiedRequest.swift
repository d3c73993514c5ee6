internal import S3Protocol
internal import StorageModel

/// A request that was authenticated, authorised and routed: all that a handler sees.
struct VerifiedRequest: Sendable {
  /// Method, decoded query, headers, and the document where the route takes one.
  var wire: WireRequest
  /// nil on the service itself.
  var bucketName: BucketName?
  /// nil unless the route is about an object.
  var objectKey: ObjectKey?
  var payload: PayloadVerification
  /// How the body is framed.
  var framing: BodyFraming
  var now: Timestamp
  /// Who asks, and what they may do.
  var access: RequestAccess
  /// The body has come as a whole: nobody waits to learn whether it is wanted.
  var hasWholeBody = false

  var isHead: Bool { wire.method == "HEAD" }

  /// Whether the caller does what governance forbids, with the request's key or with `key`: true when it `wants` to
  /// and may. May block.
  func bypassesGovernance(_ wants: Bool, of key: ObjectKey? = nil) throws(S3Error) -> Bool {
    guard wants else { return false }
    return try access.allows("s3:BypassGovernanceRetention", bucket(), key ?? objectKey)
  }

  /// Throws for a route that has no bucket: a mistake in the table.
  func bucket() throws(S3Error) -> BucketName {
    guard let bucketName else { throw S3Error(.invalidBucketName) }
    return bucketName
  }

  /// Throws for a route that has no key: a mistake in the table.
  func key() throws(S3Error) -> ObjectKey {
    guard let objectKey else { throw S3Error(.invalidRequest) }
    return objectKey
  }
}
