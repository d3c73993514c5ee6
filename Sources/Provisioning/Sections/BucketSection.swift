/// A part of a bucket's settings that is read and written as one document (S3 API Reference, "Actions").
package enum BucketSection: String, Sendable, CaseIterable {
  // In the order in which they are applied: what others depend on first, what deletes last.
  case versioning
  case objectLock = "object-lock"
  case encryption
  case publicAccessBlock = "public-access-block"
  case policy
  case tags
  case cors
  case lifecycle

  /// The query parameter that addresses it.
  package var subresource: String {
    switch self {
    case .versioning: "versioning"
    case .objectLock: "object-lock"
    case .encryption: "encryption"
    case .publicAccessBlock: "publicAccessBlock"
    case .policy: "policy"
    case .tags: "tagging"
    case .cors: "cors"
    case .lifecycle: "lifecycle"
    }
  }

  /// The name in S3's operations: `Get…`, `Put…`, `Delete…`.
  package var operationName: String {
    switch self {
    case .versioning: "BucketVersioning"
    case .objectLock: "ObjectLockConfiguration"
    case .encryption: "BucketEncryption"
    case .publicAccessBlock: "PublicAccessBlock"
    case .policy: "BucketPolicy"
    case .tags: "BucketTagging"
    case .cors: "BucketCors"
    case .lifecycle: "BucketLifecycleConfiguration"
    }
  }

  /// The member that holds it in JSON that describes several sections.
  package var jsonName: String {
    switch self {
    case .versioning: "VersioningConfiguration"
    case .objectLock: "ObjectLockConfiguration"
    case .encryption: "ServerSideEncryptionConfiguration"
    case .publicAccessBlock: "PublicAccessBlockConfiguration"
    case .policy: "Policy"
    case .tags: "Tagging"
    case .cors: "CORSConfiguration"
    case .lifecycle: "LifecycleConfiguration"
    }
  }

  /// False where S3 has no operation that removes it.
  package var isRemovable: Bool { self != .versioning && self != .objectLock }
}
