internal import BlobStorage
internal import Lifecycle
internal import S3Protocol
internal import StorageModel

/// The documents that buckets are configured with; the raw value is the kind under which the store keeps one.
enum BucketDocument: String, CaseIterable, Sendable {
  case lifecycle, tagging, cors, encryption, publicAccessBlock, ownershipControls, acl
}

/// What a bucket is configured with, as values. What is nil was not set.
struct BucketConfiguration: Sendable {
  var lifecycle: LifecycleSettings?
  var tags: [ObjectTag]?
  var cors: [CORSRule]?
  var encryption: BucketEncryption?
  var publicAccessBlock: PublicAccessBlock?
  var ownership: ObjectOwnership?
  /// The canned access control list that the bucket was last given, which grants nobody anything; nil where it is
  /// the owner's alone.
  var acl: String?

  init() {}

  /// Throws an S3Error for a document that cannot be read; it was checked before it was stored.
  mutating func read(_ kind: BucketDocument, _ bytes: [UInt8]) throws(S3Error) {
    let wire = WireRequest("PUT", body: bytes)
    switch kind {
    case .lifecycle: lifecycle = try LifecycleSettings(stored: bytes)
    case .tagging: tags = try PutBucketTaggingRequest(wire).tags
    case .cors: cors = try PutBucketCORSRequest(wire).rules
    case .encryption: encryption = try PutBucketEncryptionRequest(wire).encryption
    case .publicAccessBlock: publicAccessBlock = try PutPublicAccessBlockRequest(wire).block
    case .ownershipControls: ownership = try PutOwnershipControlsRequest(wire).ownership
    case .acl: acl = String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// The lifecycle rules of a bucket.
struct LifecycleSettings: Sendable, Hashable {
  var rules: [LifecycleRule]
  var transitionSizes: TransitionSizes

  init(rules: [LifecycleRule], transitionSizes: TransitionSizes) {
    self.rules = rules
    self.transitionSizes = transitionSizes
  }

  /// The inverse of ``stored``.
  init(stored: [UInt8]) throws(S3Error) {
    let parts = stored.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let sizes = TransitionSizes(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
      throw S3Error(.malformedXML)
    }
    transitionSizes = sizes
    rules = try PutBucketLifecycleRequest(WireRequest("PUT", body: Array(parts[1]))).rules
  }

  /// What the store keeps: the word for the sizes, a line feed, the document.
  var stored: [UInt8] {
    Array(transitionSizes.rawValue.utf8) + [UInt8(ascii: "\n")]
      + PutBucketLifecycleRequest(rules: rules).wireRequest().body
  }

  /// Answers speak of calendar days, whatever length of a day the daemon carries rules out with.
  func expiration(of facts: VersionFacts) -> LifecycleDecision? {
    LifecycleEvaluator(rules, versioning: nil).expiration(of: facts)
  }

  /// See ``expiration(of:)``.
  func abortion(of facts: UploadFacts) -> LifecycleDecision? {
    LifecycleEvaluator(rules, versioning: nil).abortion(of: facts)
  }
}
