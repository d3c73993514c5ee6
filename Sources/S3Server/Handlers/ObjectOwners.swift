internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// Who owns an object where that is not its bucket's owner (S3 User Guide, "Controlling ownership of objects"). It is
/// answered, and decides nothing unless access control lists count.
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
    case nil where heedsLists: return writer.ownerID
    case .bucketOwnerPreferred: return acl == "bucket-owner-full-control" ? nil : writer.ownerID
    case .bucketOwnerEnforced, nil: return nil
    }
  }
}

extension ObjectAttributes {
  /// No header has a name that begins so: kept, never sent.
  static let ownerField = ":owner"

  mutating func append(owner: String) { fields.append((Self.ownerField, owner)) }

  /// The access control list, where it says more than that the owner may do everything.
  static let listField = ":acl"

  /// The fields about the owner and the access control list: what a copy does not take over.
  var ownership: ObjectAttributes { ObjectAttributes(fields.filter { Self.isOwnership($0.name) }) }
  var withoutOwnership: ObjectAttributes { ObjectAttributes(fields.filter { !Self.isOwnership($0.name) }) }

  func isOwned(as other: ObjectAttributes) -> Bool {
    self[Self.ownerField] == other[Self.ownerField] && self[Self.listField] == other[Self.listField]
  }

  private static func isOwnership(_ name: String) -> Bool { name == ownerField || name == listField }
}
