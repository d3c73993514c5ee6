internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// What an operation needs to be allowed.
enum AccessRule: Sendable {
  /// Nothing: it tells nobody anything. CORS preflights.
  case open
  /// The handler asks, once it knows for what: for each key of DeleteObjects, for the key of a form.
  case askedByHandler
  /// An action on the service, the bucket or the object of the request, and what headers add to it.
  case action(String)
  /// As ``action(_:)``; whoever did not sign is let through, and gets nothing.
  case actionUnlessAnonymous(String)
  /// As ``action(_:)``, with another action for a request that names a version.
  case versioned(String, withVersion: String)
  /// Creates or replaces an object: the action, and what tags, locks and grants add.
  case write
  /// ``write``, reading the source.
  case copy
  /// Writes a part, reading the source.
  case partCopy
}

/// One thing that a request needs to be allowed.
struct AccessDemand: Sendable {
  var action: String
  var bucket: BucketName?
  var key: ObjectKey?
  /// The version that the condition keys speak of.
  var versionID: String?
  /// Said by a header of a write, beside the write itself.
  var isPartOfWrite = false

  /// `arn:aws:s3:::bucket/key`
  var resource: [UInt8] {
    var arn = Array("arn:aws:s3:::".utf8)
    guard let bucket else { return arn + Array("*".utf8) }
    arn += bucket.text.utf8
    guard let key else { return arn }
    return arn + [UInt8(ascii: "/")] + key.bytes
  }
}

extension AccessRule {
  /// Everything that must be allowed. Throws InvalidArgument for a copy source that is none.
  func demands(_ request: VerifiedRequest) throws(S3Error) -> [AccessDemand] {
    let wire = request.wire
    func own(_ action: String) -> AccessDemand {
      AccessDemand(action: action, bucket: request.bucketName, key: request.objectKey)
    }
    switch self {
    case .open, .askedByHandler: return []
    case .action(let action): return [own(action)]
    case .actionUnlessAnonymous(let action):
      return request.access.subject.principal.isAnonymous ? [] : [own(action)]
    case .versioned(let plain, let versioned):
      let version = try wire.text("versionId")
      var demand = own(version == nil ? plain : versioned)
      demand.versionID = version
      return [demand]
    case .write: return [own("s3:PutObject")] + Self.additions(wire, own)
    case .copy: return [try Self.source(wire), own("s3:PutObject")] + Self.additions(wire, own)
    case .partCopy: return [try Self.source(wire), own("s3:PutObject")]
    }
  }

  /// What else a write does when its headers say so (S3 API Reference, PutObject, "Permissions").
  private static func additions(_ wire: WireRequest, _ own: (String) -> AccessDemand) -> [AccessDemand] {
    func addition(_ action: String) -> AccessDemand {
      var demand = own(action)
      demand.isPartOfWrite = true
      return demand
    }
    var demands: [AccessDemand] = []
    if wire.headers["x-amz-tagging"] != nil { demands.append(addition("s3:PutObjectTagging")) }
    if wire.headers["x-amz-object-lock-mode"] != nil || wire.headers["x-amz-object-lock-retain-until-date"] != nil {
      demands.append(own("s3:PutObjectRetention"))
    }
    if wire.headers["x-amz-object-lock-legal-hold"] != nil { demands.append(own("s3:PutObjectLegalHold")) }
    let acl = wire.headers["x-amz-acl"] ?? "private"
    let isOwners = ["private", "bucket-owner-full-control", "bucket-owner-read"].contains(acl)
    if !isOwners || wire.headers.fields.contains(where: { startsIgnoringCase($0.name, "x-amz-grant-") }) {
      demands.append(addition("s3:PutObjectAcl"))
    }
    return demands
  }

  private static func source(_ wire: WireRequest) throws(S3Error) -> AccessDemand {
    let source = try CopySourceHeader(wire.headers["x-amz-copy-source"] ?? "")
    return AccessDemand(
      action: source.versionID == nil ? "s3:GetObject" : "s3:GetObjectVersion", bucket: source.bucket, key: source.key,
      versionID: source.versionID)
  }
}
