internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetBucketAcl (S3 API Reference). Where lists do not count, the owner may do everything and nobody else anything.
func getBucketACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingBucket(request, context)
  let bucket = try request.bucket()
  guard try context.heedsLists(in: bucket) else { return answer(.ownerOnly(context.owner.id), context.owner, context) }
  let list = AccessControlList(
    stored: try context.configurations.of(bucket).acl, ownerID: context.owner.id, bucketOwnerID: context.owner.id)
  return answer(list, context.owner, context)
}

/// GetObjectAcl (S3 API Reference): as ``getBucketACL(_:_:)``.
func getObjectACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let object = try existingObject(request, context, versionID: try request.wire.text("versionId"))
  let owner = context.owner(of: object.attributes)
  guard try context.heedsLists(in: try request.bucket()) else { return answer(.ownerOnly(owner.id), owner, context) }
  return answer(AccessControlList(object.attributes, bucketOwnerID: context.owner.id), owner, context)
}

/// The element AccessControlPolicy. The attribute xsi:type tells the kinds of grantee apart; the writer of documents
/// has none, as nothing else needs them. No id and no name has a character that XML would take for its own.
private func answer(_ list: AccessControlList, _ owner: S3Owner, _ context: ServerContext) -> Answer {
  func person(_ owner: S3Owner) -> String { "<ID>\(owner.id)</ID><DisplayName>\(owner.displayName)</DisplayName>" }
  var grants = ""
  for grant in list.grants {
    let (kind, grantee) =
      switch grant.grantee {
      case .user(let id): ("CanonicalUser", person(context.identities.owner(id: id)))
      case .everyone: ("Group", "<URI>\(ListGroup.everyone)</URI>")
      case .authenticated: ("Group", "<URI>\(ListGroup.authenticated)</URI>")
      }
    grants += """
      <Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="\(kind)">\(grantee)</Grantee>\
      <Permission>\(grant.permission.rawValue)</Permission></Grant>
      """
  }
  let text = """
    <?xml version="1.0" encoding="UTF-8"?>
    <AccessControlPolicy xmlns="\(XMLWriter.namespace)"><Owner>\(person(owner))</Owner>\
    <AccessControlList>\(grants)</AccessControlList></AccessControlPolicy>
    """
  return Answer(headers: xmlHeaders, body: .bytes(Array(text.utf8)))
}
