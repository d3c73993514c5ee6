internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// Access control lists where they count: what requests ask for, as it is kept (``AccessControlList/stored``).
extension ServerContext {
  /// True where the daemon heeds lists and the bucket's owner is not enforced. Throws NoSuchBucket.
  func heedsLists(in bucket: BucketName) throws(S3Error) -> Bool {
    guard heedsLists else { return false }
    return try configurations.of(bucket).ownership != .bucketOwnerEnforced
  }

  /// The list that the headers of a request ask for; nil where the owner alone is to have access.
  func listInHeaders(_ request: VerifiedRequest) throws(S3Error) -> String? {
    let headers = request.wire.headers
    let word = headers["x-amz-acl"]
    try requireKnownACL(word)
    let grants = try grantsInHeaders(headers)
    guard !grants.isEmpty else { return word == "private" ? nil : word }
    guard word == nil else {
      throw S3Error(.invalidRequest, "Specifying both Canned ACLs and Header Grants is not allowed.")
    }
    return AccessControlList(grants).stored
  }

  /// The list that PutBucketAcl or PutObjectAcl asks for, in headers or in a document, for something of `ownerID`.
  func listInRequest(_ request: VerifiedRequest, ownerID: String) throws(S3Error) -> String? {
    let headers = request.wire.headers
    let list: String?
    let granted = try grantsInHeaders(headers)
    if headers["x-amz-acl"] != nil || !granted.isEmpty {
      list = try listInHeaders(request)
    } else {
      let policy = try AccessControlPolicy(request.wire)
      // Nobody gives a thing away.
      if let named = policy.ownerID, named != ownerID { throw S3Error(.accessDenied) }
      guard !policy.grantsOnlyFullControl(to: ownerID) else { return nil }
      var grants: [AccessControlList.Grant] = []
      for grant in policy.grants { grants.append(try self.grant(grant)) }
      list = AccessControlList(grants).stored
    }
    try refusePublic(list, in: try request.bucket())
    return list
  }

  /// Throws AccessDenied for a list that lets everyone in where the bucket blocks those.
  func refusePublic(_ list: String?, in bucket: BucketName) throws(S3Error) {
    guard try configurations.of(bucket).publicAccessBlock?.blocksPublicACLs == true else { return }
    guard !AccessControlList(stored: list, ownerID: "", bucketOwnerID: "").isPublic else {
      throw S3Error(.accessDenied, "The bucket blocks public access control lists.")
    }
  }

  private func grantsInHeaders(_ headers: HTTPFields) throws(S3Error) -> [AccessControlList.Grant] {
    var grants: [AccessControlList.Grant] = []
    for grant in try AccessControlPolicy.Grant.inHeaders(headers) { grants.append(try self.grant(grant)) }
    return grants
  }

  /// Throws InvalidArgument for a user or a group that is not here, and UnresolvableGrantByEmailAddress for an address,
  /// as nobody here has one.
  private func grant(_ grant: AccessControlPolicy.Grant) throws(S3Error) -> AccessControlList.Grant {
    guard let permission = AccessControlList.Permission(rawValue: grant.permission) else {
      throw S3Error(.malformedACL)
    }
    if let id = grant.userID {
      guard identities.isOwner(id) else { throw .invalidArgument("CanonicalUser/ID", id, "Invalid id") }
      return AccessControlList.Grant(.user(id), permission)
    }
    guard grant.emailAddress == nil else { throw S3Error(.unresolvableGrant) }
    switch grant.uri {
    case ListGroup.everyone: return AccessControlList.Grant(.everyone, permission)
    case ListGroup.authenticated: return AccessControlList.Grant(.authenticated, permission)
    default: throw .invalidArgument("Group/URI", grant.uri ?? "", "Invalid group uri")
    }
  }
}

extension AccessControlList {
  /// The list of an object with these attributes.
  init(_ attributes: ObjectAttributes, bucketOwnerID: String) {
    self.init(
      stored: attributes[ObjectAttributes.listField],
      ownerID: attributes[ObjectAttributes.ownerField] ?? bucketOwnerID, bucketOwnerID: bucketOwnerID)
  }
}

/// The groups that there are (S3 User Guide, "Amazon S3 predefined groups").
enum ListGroup {
  static let everyone = "http://acs.amazonaws.com/groups/global/AllUsers"
  static let authenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
}
