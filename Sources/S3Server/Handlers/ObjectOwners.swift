internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// Who owns an object where that is not its bucket's owner (S3 User Guide, "Controlling ownership of objects"). It is
/// answered, and decides nothing: what may be done with an object is up to policies.
extension ServerContext {
  /// The owner of what has `attributes`; the bucket's where they name none.
  func owner(of attributes: ObjectAttributes) -> S3Owner {
    attributes[ObjectAttributes.ownerField].map { identities.owner(id: $0) } ?? owner
  }

  /// The id of who writes, where the bucket leaves objects to their writers and that is not its owner; nil else. May
  /// block.
  func foreignOwner(_ request: VerifiedRequest, acl: String?) throws(S3Error) -> String? {
    let writer = request.access.subject
    guard writer.ownerID != owner.id, !writer.principal.isAnonymous else { return nil }
    switch try configurations.of(try request.bucket()).ownership {
    case .objectWriter: return writer.ownerID
    case .bucketOwnerPreferred: return acl == "bucket-owner-full-control" ? nil : writer.ownerID
    case .bucketOwnerEnforced, nil: return nil
    }
  }
}

extension ObjectAttributes {
  /// No header has a name that begins so: kept, never sent.
  static let ownerField = ":owner"

  mutating func append(owner: String) { fields.append((Self.ownerField, owner)) }

  /// The attributes without those about the owner.
  var withoutOwner: ObjectAttributes { ObjectAttributes(fields.filter { $0.name != Self.ownerField }) }
}
