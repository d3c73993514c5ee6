package import JSON
package import StorageModel

/// The least that a command may be allowed to do below a prefix and still work, as an IAM policy document.
package struct RolePolicy: Sendable {
  package enum Role: String, Sendable, CaseIterable {
    /// `sync`, `cp`, `rm` into the prefix.
    case mirrorWriter = "mirror-writer"
    /// `sync`, `cp`, `cat`, `ls` out of the prefix.
    case mirrorReader = "mirror-reader"
    /// `snapshot create` and reading: removes nothing but its own locks.
    case snapshotWriter = "snapshot-writer"
    /// `snapshot forget` and `prune`.
    case pruner
    /// Everything, the bucket's settings included.
    case admin
  }

  private let role: Role
  private let bucket: BucketName
  private let prefix: [UInt8]

  /// `prefix` ends in `/`, or is empty for the whole bucket.
  package init(_ role: Role, bucket: BucketName, prefix: [UInt8]) {
    self.role = role
    self.bucket = bucket
    self.prefix = prefix
  }

  package func document() -> JSONValue {
    .object([.init("Version", .string("2012-10-17")), .init("Statement", .array(statements))])
  }

  private var statements: [JSONValue] {
    guard role != .admin else {
      return [
        statement("Everything", ["s3:*"], [bucketName]),
        statement("EverythingBelow", ["s3:*"], ["\(bucketName)/*"]),
      ]
    }
    var statements = [listing]
    switch role {
    case .mirrorReader: statements.append(statement("Read", Self.reading, [below("")]))
    case .mirrorWriter:
      statements.append(statement("Uploads", ["s3:ListBucketMultipartUploads"], [bucketName]))
      statements.append(statement("Write", Self.reading + Self.writing + ["s3:DeleteObject"], [below("")]))
    case .snapshotWriter:
      statements.append(statement("Write", Self.reading + Self.writing, [below("")]))
      statements.append(statement("Unlock", ["s3:DeleteObject"], [below("locks/")]))
    case .pruner: statements.append(statement("Prune", Self.reading + Self.writing + ["s3:DeleteObject"], [below("")]))
    case .admin: break
    }
    return statements
  }

  private static let reading = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging"]
  private static let writing = [
    "s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts",
  ]

  private var bucketName: String { "arn:aws:s3:::\(bucket)" }

  private func below(_ folder: String) -> String { "\(bucketName)/\(Self.literal(prefix))\(folder)*" }

  /// Listing what is below the prefix, and seeing that the bucket exists.
  private var listing: JSONValue {
    let actions = ["s3:ListBucket", "s3:ListBucketVersions"]
    guard !prefix.isEmpty else { return statement("List", actions + ["s3:GetBucketLocation"], [bucketName]) }
    let name = Self.literal(prefix)
    let condition = JSONValue.object([
      .init("StringLike", .object([.init("s3:prefix", .array([.string("\(name)*")]))]))
    ])
    return statement("List", actions, [bucketName], condition: condition)
  }

  private func statement(
    _ name: String, _ actions: [String], _ resources: [String], condition: JSONValue? = nil
  ) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("Sid", .string(name)), .init("Effect", .string("Allow")),
      .init("Action", .array(actions.map { .string($0) })), .init("Resource", .array(resources.map { .string($0) })),
    ]
    if let condition { members.append(.init("Condition", condition)) }
    return .object(members)
  }

  /// A prefix in a pattern: what would be a wildcard or a variable stands for itself (IAM User Guide, "Policy
  /// variables": `${*}`, `${?}`, `${$}`).
  private static func literal(_ prefix: [UInt8]) -> String {
    var text = ""
    for character in String(decoding: prefix, as: UTF8.self) {
      switch character {
      case "*", "?", "$": text += "${\(character)}"
      default: text.append(character)
      }
    }
    return text
  }
}

/// Which permission an operation needs (IAM User Guide, "Actions, resources, and condition keys for Amazon S3").
package enum NeededPermission {
  /// `s3:PutObject` for `UploadPart`; nil for an operation whose permission is not known.
  package static func action(for operation: String) -> String? {
    if let special = special[operation] { return special }
    let known = ["Get", "Put", "Delete", "Create", "List", "Abort"]
    return known.contains { operation.hasPrefix($0) } ? "s3:\(operation)" : nil
  }

  private static let special = [
    "HeadObject": "s3:GetObject", "GetObjectAttributes": "s3:GetObjectAttributes", "CopyObject": "s3:PutObject",
    "UploadPart": "s3:PutObject", "UploadPartCopy": "s3:PutObject", "CreateMultipartUpload": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject", "ListParts": "s3:ListMultipartUploadParts",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads", "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket", "HeadBucket": "s3:ListBucket", "ListObjectVersions": "s3:ListBucketVersions",
    "ListBuckets": "s3:ListAllMyBuckets", "DeleteObjects": "s3:DeleteObject",
    "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "s3:PutLifecycleConfiguration", "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "PutBucketEncryption": "s3:PutEncryptionConfiguration", "DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "GetBucketCors": "s3:GetBucketCORS", "PutBucketCors": "s3:PutBucketCORS", "DeleteBucketCors": "s3:PutBucketCORS",
    "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock", "DeleteBucketTagging": "s3:PutBucketTagging",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
  ]
}
