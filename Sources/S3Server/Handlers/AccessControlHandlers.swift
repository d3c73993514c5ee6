internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// GetBucketAcl (S3 API Reference): the owner may do everything, nobody else anything.
func getBucketACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  _ = try existingBucket(request, context)
  return Answer(headers: xmlHeaders, body: .bytes(ownerOnlyPolicy(context.owner)))
}

/// GetObjectAcl (S3 API Reference): the owner of the object may do everything, nobody else anything.
func getObjectACL(_ request: VerifiedRequest, _ context: ServerContext) throws(S3Error) -> Answer {
  let object = try existingObject(request, context, versionID: try request.wire.text("versionId"))
  return Answer(headers: xmlHeaders, body: .bytes(ownerOnlyPolicy(context.owner(of: object.attributes))))
}

/// The element AccessControlPolicy with one grant.
private func ownerOnlyPolicy(_ owner: S3Owner) -> [UInt8] {
  // The attribute xsi:type tells the kinds of grantee apart; the writer of documents has none, as nothing else needs
  // them.
  let person = "<ID>\(owner.id)</ID><DisplayName>\(owner.displayName)</DisplayName>"
  return Array(
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <AccessControlPolicy xmlns="\(XMLWriter.namespace)"><Owner>\(person)</Owner><AccessControlList><Grant>\
    <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">\(person)</Grantee>\
    <Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>
    """.utf8)
}
