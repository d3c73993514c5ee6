internal import AccessControl
internal import BlobStorage
internal import JSON
internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// Decides what principals may do with buckets. What it must know of a bucket (owner, policy, public access block) is
/// read once and held until the bucket's configuration changes.
final class Authorizer: Sendable {
  /// The kinds of the documents of a bucket that decide over access.
  static let ownerKind = "owner"
  static let policyKind = "policy"
  static let publicAccessKind = BucketDocument.publicAccessBlock.rawValue
  static let listKind = BucketDocument.acl.rawValue
  static let ownershipKind = BucketDocument.ownershipControls.rawValue

  private struct State {
    var known: [BucketName: BucketAccess] = [:]
    /// Grows with every change: what was read before one is not remembered after it.
    var generation: UInt64 = 0
  }

  private static let cacheLimit = 4_096
  private let store: BlobStore
  /// False: access control lists grant nobody anything.
  private let heedsLists: Bool
  private let state = Mutex(State())

  init(store: BlobStore, heedsLists: Bool = false) {
    self.store = store
    self.heedsLists = heedsLists
  }

  /// Throws InternalError when the store cannot be read. May block.
  func isAllowed(_ demand: AccessDemand, _ facts: RequestFacts, _ subject: AccessSubject) throws(S3Error) -> Bool {
    let bucket = try demand.bucket.flatMap { (name) throws(S3Error) in try access(to: name) }
    // The owner can always repair a policy that shuts everybody out (S3 API Reference, PutBucketPolicy).
    if subject.isUnlimited, bucket?.policy == nil || Self.policyActions.contains(demand.action) { return true }
    let store = store
    let question = AccessQuestion(
      principal: subject.principal, action: demand.action, resource: demand.resource,
      context: facts.context(versionID: demand.versionID) { Self.tags(demand, store) })
    // The name of a new bucket belongs to nobody yet: that somebody else has it is told by the handler.
    let owned = demand.action == "s3:CreateBucket" ? nil : bucket
    if let owned, owned.ownerID == subject.ownerID, subject.sessionPolicies.isEmpty,
      Self.policyActions.contains(demand.action)
    {
      return AccessDecision.isAllowed(question, by: subject, bucket: BucketAccess(ownerID: owned.ownerID))
    }
    switch AccessDecision.outcome(question, by: subject, bucket: owned) {
    case .allowed: return true
    case .denied: return false
    case .silent: return isGranted(demand, subject, owned)
    }
  }

  /// By the list of the bucket or of the object.
  private func isGranted(_ demand: AccessDemand, _ subject: AccessSubject, _ bucket: BucketAccess?) -> Bool {
    guard let bucket, let list = bucket.list else { return false }
    let ignoresPublic = bucket.ignoresPublicLists
    if let permission = demand.permissionOnBucket,
      list.allows(permission, subject, ignoresPublic: ignoresPublic)
    {
      return true
    }
    guard let permission = demand.permissionOnObject, let attributes = Self.attributes(demand, store) else {
      return false
    }
    return AccessControlList(attributes, bucketOwnerID: bucket.ownerID)
      .allows(permission, subject, ignoresPublic: ignoresPublic)
  }

  private static let policyActions: Set<String> = [
    "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy",
  ]

  /// nil for a bucket that is not there. May block.
  func access(to bucket: BucketName) throws(S3Error) -> BucketAccess? {
    let (known, generation) = state.withLock { ($0.known[bucket], $0.generation) }
    if let known { return known }
    let read: BucketAccess
    do throws(BlobStorageError) {
      read = try load(bucket)
    } catch {
      if error.code == .noSuchBucket { return nil }
      throw S3Error(error)
    }
    state.withLock { state in
      guard state.generation == generation else { return }
      if state.known.count >= Self.cacheLimit { state.known.removeAll() }
      state.known[bucket] = read
    }
    return read
  }

  /// To be called after every change of a bucket's configuration, before it is answered.
  func forget(_ bucket: BucketName) {
    state.withLock { state in
      state.known[bucket] = nil
      state.generation &+= 1
    }
  }

  private func load(_ bucket: BucketName) throws(BlobStorageError) -> BucketAccess {
    let owner = try store.document(.bucket(bucket), kind: Self.ownerKind)
    var access = BucketAccess(ownerID: owner.map { String(decoding: $0, as: UTF8.self) } ?? Principal.root.id)
    if let text = try store.document(.bucket(bucket), kind: Self.policyKind) {
      do throws(PolicyError) {
        access.policy = try PolicyDocument(text, for: .bucket(bucket))
      } catch {
        throw BlobStorageError(.damaged, "the policy of the bucket \(bucket) cannot be read: \(error.message)")
      }
    }
    let rules = try PublicAccessRules(store, bucket)
    access.restrictsPublicPolicy = rules.restrictsPublicBuckets
    access.ignoresPublicLists = rules.ignoresPublicACLs
    if heedsLists { access.list = try list(of: bucket, ownerID: access.ownerID) }
    return access
  }

  /// nil where the owner of the bucket is that of all objects, which turns lists off.
  private func list(of bucket: BucketName, ownerID: String) throws(BlobStorageError) -> AccessControlList? {
    if let document = try store.document(.bucket(bucket), kind: Self.ownershipKind) {
      do throws(S3Error) {
        let ownership = try PutOwnershipControlsRequest(WireRequest("PUT", body: document)).ownership
        guard ownership != .bucketOwnerEnforced else { return nil }
      } catch {
        throw BlobStorageError(.damaged, "the ownership controls of the bucket \(bucket) cannot be read")
      }
    }
    let text = try store.document(.bucket(bucket), kind: Self.listKind).map { String(decoding: $0, as: UTF8.self) }
    return AccessControlList(stored: text, ownerID: ownerID, bucketOwnerID: ownerID)
  }

  /// True when the key has no object. May block.
  func isAbsent(_ key: ObjectKey, in bucket: BucketName) -> Bool {
    do throws(BlobStorageError) {
      _ = try store.headObject(bucket, key, version: nil)
      return false
    } catch {
      return error.code == .noSuchKey
    }
  }

  /// Of the object that a demand is about; nil when there is none, or it cannot be read.
  private static func attributes(_ demand: AccessDemand, _ store: BlobStore) -> ObjectAttributes? {
    guard let bucket = demand.bucket, let key = demand.key else { return nil }
    do throws(BlobStorageError) {
      return try store.headObject(bucket, key, version: demand.versionID.flatMap { VersionID($0) }).attributes
    } catch {
      return nil
    }
  }

  /// See ``attributes(_:_:)``.
  private static func tags(_ demand: AccessDemand, _ store: BlobStore) -> [ObjectTag]? {
    guard let bucket = demand.bucket, let key = demand.key else { return nil }
    do throws(BlobStorageError) {
      let version = demand.versionID.flatMap { VersionID($0) }
      return try store.headObject(bucket, key, version: version).tags.fields.map {
        ObjectTag(key: $0.name, value: $0.value)
      }
    } catch {
      return nil
    }
  }
}
