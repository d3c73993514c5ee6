internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// Who makes a request, and what they may do: what the gate leaves for handlers to ask.
struct RequestAccess: Sendable {
  let subject: AccessSubject
  let facts: RequestFacts
  let authorizer: Authorizer

  /// True when `action` (`s3:DeleteObject`) is allowed on a bucket or on a key of it. May block.
  func allows(
    _ action: String, _ bucket: BucketName, _ key: ObjectKey? = nil, versionID: String? = nil
  ) throws(S3Error) -> Bool {
    try authorizer.isAllowed(
      AccessDemand(action: action, bucket: bucket, key: key, versionID: versionID), facts, subject)
  }

  /// Throws AccessDenied unless ``allows(_:_:_:versionID:)``.
  func require(
    _ action: String, _ bucket: BucketName, _ key: ObjectKey? = nil, versionID: String? = nil
  ) throws(S3Error) {
    guard try allows(action, bucket, key, versionID: versionID) else { throw S3Error(.accessDenied) }
  }

  /// True when who asks may list `bucket` where `key` is: conditions see the key as the prefix. May block.
  func allowsListing(_ bucket: BucketName, at key: ObjectKey?) throws(S3Error) -> Bool {
    var wire = facts.wire
    if let key { wire.query = [QueryParameter("prefix", key.bytes)] }
    let facts = RequestFacts(
      wire: wire, principal: facts.principal, connection: facts.connection, now: facts.now,
      authenticationType: facts.authenticationType)
    return try authorizer.isAllowed(AccessDemand(action: "s3:ListBucket", bucket: bucket), facts, subject)
  }

  /// Deleting a key, or a version of it, which is another permission.
  func allowsDelete(_ bucket: BucketName, _ key: ObjectKey, versionID: String?) throws(S3Error) -> Bool {
    let action = versionID == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion"
    return try allows(action, bucket, key, versionID: versionID)
  }

  /// With the document of the request, which the condition keys for tags look into.
  func withDocument(_ wire: WireRequest) -> RequestAccess {
    guard !wire.body.isEmpty else { return self }
    return RequestAccess(
      subject: subject,
      facts: RequestFacts(
        wire: wire, principal: facts.principal, connection: facts.connection, now: facts.now,
        authenticationType: facts.authenticationType),
      authorizer: authorizer)
  }
}
