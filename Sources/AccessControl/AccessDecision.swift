/// Everything that deciding about one principal needs.
package struct AccessSubject: Sendable {
  package var principal: Principal
  /// Of the user or role: any of them may allow.
  package var policies: [PolicyDocument]
  /// What a session was narrowed to: each of them must allow.
  package var sessionPolicies: [PolicyDocument]
  /// Acts for root, so that its policies reach every bucket.
  package var actsForRoot: Bool
  /// Who owns the buckets that it makes, and whose buckets its policies reach: for a role, who made the role.
  package var ownerID: String
  /// The policies allow nothing but what concerns buckets of `ownerID`.
  package var isLimitedToOwnBuckets = false

  /// `ownerID` nil is the principal's own id, or root's for who acts for root.
  package init(
    principal: Principal, policies: [PolicyDocument] = [], sessionPolicies: [PolicyDocument] = [],
    actsForRoot: Bool = false, ownerID: String? = nil
  ) {
    self.principal = principal
    self.ownerID = ownerID ?? (actsForRoot ? Principal.root.id : principal.id)
    self.policies = policies
    self.sessionPolicies = sessionPolicies
    self.actsForRoot = actsForRoot
  }

  package static let anonymous = AccessSubject(principal: .anonymous)
  package static let root = AccessSubject(principal: .root, actsForRoot: true)

  /// May do everything unless the policy of a bucket denies it.
  package var isUnlimited: Bool { principal.isRoot && sessionPolicies.isEmpty }
}

/// What a bucket adds to a decision.
package struct BucketAccess: Sendable {
  package var ownerID: String
  package var policy: PolicyDocument?
  /// RestrictPublicBuckets: a public policy is good for the owner only.
  package var restrictsPublicPolicy: Bool
  /// nil where access control lists do not count.
  package var list: AccessControlList?
  /// IgnorePublicAcls: lists grant nothing to groups, neither the bucket's nor those of its objects.
  package var ignoresPublicLists = false

  package init(ownerID: String, policy: PolicyDocument? = nil, restrictsPublicPolicy: Bool = false) {
    self.ownerID = ownerID
    self.policy = policy
    self.restrictsPublicPolicy = restrictsPublicPolicy
  }
}

/// The rule by which requests are allowed (IAM User Guide, "Policy evaluation logic").
///
/// A deny anywhere wins. Otherwise something must allow it: the subject's own policies, or the bucket's. Buckets of
/// root are the account's, which every user's policies may reach; a bucket that a user made is reached by that user, by
/// root and by whom its policy names, as if each user were an account. A session must be allowed by its own policies
/// on top of that.
package enum AccessDecision {
  package enum Outcome: Sendable, Hashable {
    case allowed
    /// By a policy that says so, or by one of a session that does not allow it: nothing else counts.
    case denied
    /// Nothing says anything.
    case silent
  }

  /// `bucket` is nil for what concerns none, and for one that does not exist (yet).
  package static func isAllowed(
    _ question: AccessQuestion, by subject: AccessSubject, bucket: BucketAccess?
  ) -> Bool {
    outcome(question, by: subject, bucket: bucket) == .allowed
  }

  /// By policies; what is silent may still be granted by a list.
  package static func outcome(
    _ question: AccessQuestion, by subject: AccessSubject, bucket: BucketAccess?
  ) -> Outcome {
    var ownVerdict: PolicyVerdict = subject.principal.isRoot ? .allowed : any(subject.policies, question)
    guard ownVerdict != .denied else { return .denied }
    if subject.isLimitedToOwnBuckets, bucket.map({ isOwner(subject, $0) }) != true { ownVerdict = .silent }
    for policy in subject.sessionPolicies where policy.verdict(question) != .allowed { return .denied }
    let bucketVerdict = bucket?.policy?.verdict(question) ?? .silent
    guard bucketVerdict != .denied else { return .denied }
    if ownVerdict == .allowed, reaches(bucket, subject) { return .allowed }
    guard let bucket else { return .silent }
    if bucket.restrictsPublicPolicy, bucket.policy?.isPublic == true, !isOwner(subject, bucket) { return .silent }
    let isAllowed = bucketVerdict == .allowed || (bucketVerdict == .allowedToAccount && ownVerdict == .allowed)
    return isAllowed ? .allowed : .silent
  }

  private static func any(_ policies: [PolicyDocument], _ question: AccessQuestion) -> PolicyVerdict {
    var verdict = PolicyVerdict.silent
    for policy in policies {
      switch policy.verdict(question) {
      case .denied: return .denied
      case .allowed: verdict = .allowed
      case .silent, .allowedToAccount: break
      }
    }
    return verdict
  }

  private static func isOwner(_ subject: AccessSubject, _ bucket: BucketAccess) -> Bool {
    subject.actsForRoot || subject.ownerID.utf8.elementsEqual(bucket.ownerID.utf8)
  }

  private static func reaches(_ bucket: BucketAccess?, _ subject: AccessSubject) -> Bool {
    guard let bucket else { return true }
    return isOwner(subject, bucket) || bucket.ownerID.utf8.elementsEqual(Principal.root.id.utf8)
  }
}
