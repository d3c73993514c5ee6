/// How a document of settings looks: the order and names of its elements in XML, and the names and lists that the AWS
/// CLI's JSON makes of them. One table serves both directions of both forms.
struct DocumentShape: Sendable {
  indirect enum Kind: Sendable {
    case text
    case integer
    case boolean
    case structure([Field])
  }

  struct Field: Sendable {
    /// The element.
    let name: StaticString
    /// The member in JSON, where it differs: lists have plural names.
    let json: String
    let kind: Kind
    let isList: Bool

    init(_ name: StaticString, _ kind: Kind = .text, list json: String? = nil) {
      self.name = name
      self.kind = kind
      self.json = json ?? name.description
      isList = json != nil
    }
  }

  let root: StaticString
  let fields: [Field]
}

extension BucketSection {
  /// nil for the policy, which is JSON everywhere.
  var shape: DocumentShape? {
    switch self {
    case .versioning: .versioning
    case .objectLock: .objectLock
    case .encryption: .encryption
    case .publicAccessBlock: .publicAccessBlock
    case .policy: nil
    case .tags: .tags
    case .cors: .cors
    case .lifecycle: .lifecycle
    }
  }
}

extension DocumentShape {
  static let versioning = DocumentShape(
    root: "VersioningConfiguration", fields: [Field("Status"), Field("MfaDelete")])

  static let objectLock = DocumentShape(
    root: "ObjectLockConfiguration",
    fields: [
      Field("ObjectLockEnabled"),
      Field(
        "Rule",
        .structure([
          Field("DefaultRetention", .structure([Field("Mode"), Field("Days", .integer), Field("Years", .integer)]))
        ])),
    ])

  static let encryption = DocumentShape(
    root: "ServerSideEncryptionConfiguration",
    fields: [
      Field(
        "Rule",
        .structure([
          Field("ApplyServerSideEncryptionByDefault", .structure([Field("SSEAlgorithm"), Field("KMSMasterKeyID")])),
          Field("BucketKeyEnabled", .boolean),
          Field("BlockedEncryptionTypes", .structure([Field("EncryptionType", list: "EncryptionType")])),
        ]), list: "Rules")
    ])

  static let publicAccessBlock = DocumentShape(
    root: "PublicAccessBlockConfiguration",
    fields: [
      Field("BlockPublicAcls", .boolean), Field("IgnorePublicAcls", .boolean), Field("BlockPublicPolicy", .boolean),
      Field("RestrictPublicBuckets", .boolean),
    ])

  static let tags = DocumentShape(
    root: "Tagging", fields: [Field("TagSet", .structure([Field("Tag", tag, list: "TagSet")]))])

  static let cors = DocumentShape(
    root: "CORSConfiguration",
    fields: [
      Field(
        "CORSRule",
        .structure([
          Field("ID"), Field("AllowedHeader", list: "AllowedHeaders"), Field("AllowedMethod", list: "AllowedMethods"),
          Field("AllowedOrigin", list: "AllowedOrigins"), Field("ExposeHeader", list: "ExposeHeaders"),
          Field("MaxAgeSeconds", .integer),
        ]), list: "CORSRules")
    ])

  private static let tag = Kind.structure([Field("Key"), Field("Value")])

  static let lifecycle = DocumentShape(
    root: "LifecycleConfiguration", fields: [Field("Rule", .structure(lifecycleRule), list: "Rules")])

  private static let lifecycleRule = [
    Field("ID"), Field("Prefix"), Field("Filter", .structure(lifecycleFilter)), Field("Status"),
    Field(
      "Transition", .structure([Field("Days", .integer), Field("Date"), Field("StorageClass")]), list: "Transitions"),
    Field(
      "Expiration",
      .structure([Field("Days", .integer), Field("Date"), Field("ExpiredObjectDeleteMarker", .boolean)])),
    Field(
      "NoncurrentVersionTransition",
      .structure([
        Field("NoncurrentDays", .integer), Field("NewerNoncurrentVersions", .integer), Field("StorageClass"),
      ]), list: "NoncurrentVersionTransitions"),
    Field(
      "NoncurrentVersionExpiration",
      .structure([Field("NoncurrentDays", .integer), Field("NewerNoncurrentVersions", .integer)])),
    Field("AbortIncompleteMultipartUpload", .structure([Field("DaysAfterInitiation", .integer)])),
  ]

  private static let lifecycleFilter = [
    Field("Prefix"), Field("Tag", tag), Field("ObjectSizeGreaterThan", .integer),
    Field("ObjectSizeLessThan", .integer),
    Field(
      "And",
      .structure([
        Field("Prefix"), Field("Tag", tag, list: "Tags"), Field("ObjectSizeGreaterThan", .integer),
        Field("ObjectSizeLessThan", .integer),
      ])),
  ]
}
