internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// The actions of the token service (AWS Security Token Service API Reference).
extension Administration {
  static let stsActions: [String: Action] = [
    "GetCallerIdentity": { service, call throws(AdministrationError) in service.callerIdentity(call) },
    "GetSessionToken": { service, call throws(AdministrationError) in try service.sessionToken(call) },
    "AssumeRole": { service, call throws(AdministrationError) in try service.assumeRole(call) },
  ]

  /// The name of the role that everybody may take: their own permissions, narrowed by the policy of the session.
  static let callerRole = "caller"

  /// Needs no permission, as in AWS.
  private func callerIdentity(_ call: AdministrationCall) -> [ServiceElement] {
    let principal = call.subject.principal
    return [
      .text("Arn", principal.arn), .text("UserId", principal.userID), .text("Account", PrincipalPattern.accountNumber),
    ]
  }

  private func sessionToken(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement] {
    guard !call.subject.principal.isTemporary else {
      throw AdministrationError(.accessDenied, "Cannot call GetSessionToken with session credentials")
    }
    // Allowed to all unless a policy denies it (IAM User Guide, "Permissions for GetSessionToken").
    try refuseDenied(call, "*")
    let seconds = try duration(call, default: 43_200, most: 129_600)
    let made = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"), bearer: .user(call.subject.principal.id),
        expires: try expiry(call, after: seconds), policies: []))
    return [credentials(made)]
  }

  private func assumeRole(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement] {
    let session = call.parameters["RoleSessionName"] ?? "session"
    let isPlain = session.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || "_+=,.@-".utf8.contains(byte)
    }
    guard isPlain, (2...64).contains(session.utf8.count) else {
      throw AdministrationError(.validationError, "RoleSessionName must be 2 to 64 letters, digits and _+=,.@-")
    }
    var policies: [String] = []
    if let text = call.parameters["Policy"], !text.isEmpty {
      guard text.utf8.count <= 2_048 else {
        throw AdministrationError(.packedPolicyTooLarge, "A session policy has at most 2,048 characters.")
      }
      policies.append(try call.policy("Policy", for: .identity))
    }
    let arn = call.parameters["RoleArn"] ?? ""
    let name = arn.split(separator: "/").last.map(String.init) ?? Self.callerRole
    if name == Self.callerRole || !arn.contains(":role/") {
      return try assumeCaller(call, session, policies)
    }
    guard let role = identities.role(name), try isTrusted(call, role) else {
      throw AdministrationError(
        .accessDenied,
        "\(call.subject.principal.arn) is not authorized to perform: sts:AssumeRole on \(arn.prefix(256))")
    }
    let seconds = try duration(call, default: 3_600, most: role.maximumSeconds)
    let made = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"),
        bearer: .role(role.id, session: session, caller: role.hasPolicies ? nil : Self.taker(call.subject)),
        expires: try expiry(call, after: seconds), policies: policies))
    return roleAnswer(made, id: "\(role.id):\(session)", arn: "arn:aws:sts:::assumed-role/\(role.name)/\(session)")
  }

  private func assumeCaller(
    _ call: AdministrationCall, _ session: String, _ policies: [String]
  ) throws(AdministrationError) -> [ServiceElement] {
    try refuseDenied(call, "arn:aws:iam:::role/\(Self.callerRole)")
    let seconds = try duration(call, default: 3_600, most: 43_200)
    let principal = call.subject.principal
    // What narrows the caller narrows whatever it makes.
    let own = ownSession(call)
    let bearer: SessionTokens.Session.Bearer
    switch principal.kind {
    case .role(let name): bearer = .role(principal.id, session: name, caller: own.caller)
    default: bearer = .user(principal.id)
    }
    let made = tokens.issue(
      SessionTokens.Session(
        accessKeyID: NewIdentifiers.id("ASIA"), bearer: bearer, expires: try expiry(call, after: seconds),
        policies: own.policies + policies))
    return roleAnswer(
      made, id: "\(principal.id):\(session)", arn: "arn:aws:sts:::assumed-role/\(Self.callerRole)/\(session)")
  }

  /// The session that a call was signed with: what narrows it, and who took its role.
  private func ownSession(_ call: AdministrationCall) -> (policies: [String], caller: String?) {
    guard let session = call.credentials.sessionToken.flatMap({ tokens.read($0)?.session }) else { return ([], nil) }
    guard case .role(_, _, let caller) = session.bearer else { return (session.policies, nil) }
    return (session.policies, caller)
  }

  /// Who takes a role, where a session without policies of its own may speak for them.
  private static func taker(_ subject: AccessSubject) -> String? {
    guard subject.principal.kind == .user, !subject.actsForRoot, subject.sessionPolicies.isEmpty else { return nil }
    return subject.principal.id
  }

  /// The role must trust the caller; where it trusts the whole account, the caller's policies must allow it too.
  /// Root is trusted unless it is denied.
  private func isTrusted(_ call: AdministrationCall, _ role: StoredRole) throws(AdministrationError) -> Bool {
    let trust: PolicyDocument
    do throws(PolicyError) {
      trust = try PolicyDocument(Array(role.trustText.utf8), for: .trust)
    } catch {
      throw AdministrationError(.serviceFailure, "The trust of the role cannot be read.")
    }
    let question = AccessQuestion(
      principal: call.subject.principal, action: "sts:AssumeRole", resource: Array(role.arn.utf8),
      context: call.facts.context(versionID: nil) { nil })
    let verdict = trust.verdict(question)
    guard verdict != .denied else { return false }
    try refuseDenied(call, role.arn)
    if call.subject.isUnlimited { return true }
    let isAllowed = call.allows("sts:AssumeRole", role.arn)
    switch verdict {
    case .allowed: return call.subject.sessionPolicies.isEmpty || isAllowed
    case .allowedToAccount: return isAllowed
    case .silent, .denied: return false
    }
  }

  /// Throws AccessDenied where a policy of the caller denies the action; silence is consent here.
  private func refuseDenied(_ call: AdministrationCall, _ resource: String) throws(AdministrationError) {
    let question = AccessQuestion(
      principal: call.subject.principal, action: "sts:\(call.action)", resource: Array(resource.utf8),
      context: call.facts.context(versionID: nil) { nil })
    let policies = call.subject.policies + call.subject.sessionPolicies
    guard !policies.contains(where: { $0.verdict(question) == .denied }) else {
      throw AdministrationError(
        .accessDenied, "\(call.subject.principal.arn) is not authorized to perform: sts:\(call.action)")
    }
  }

  private func duration(
    _ call: AdministrationCall, default usual: Int64, most: Int64
  ) throws(AdministrationError) -> Int64 {
    guard let text = call.parameters["DurationSeconds"] else { return min(usual, most) }
    guard let seconds = decimalInteger(Array(text.utf8)), (900...max(900, most)).contains(seconds) else {
      throw AdministrationError(.validationError, "DurationSeconds must be 900 to \(most).")
    }
    return seconds
  }

  /// Never later than that of the credentials it was asked with.
  private func expiry(_ call: AdministrationCall, after seconds: Int64) throws(AdministrationError) -> Timestamp {
    let (end, overflow) = call.now.seconds.addingReportingOverflow(seconds)
    guard !overflow else { throw AdministrationError(.validationError, "DurationSeconds is too large.") }
    return Timestamp(seconds: min(end, call.credentials.expiration?.seconds ?? end))
  }

  private func credentials(_ made: Credentials) -> ServiceElement {
    .group(
      "Credentials",
      [
        .text("AccessKeyId", made.accessKeyID), .text("SecretAccessKey", made.secretAccessKey),
        .text("SessionToken", made.sessionToken ?? ""),
        .time("Expiration", made.expiration ?? Timestamp(seconds: 0)),
      ])
  }

  private func roleAnswer(_ made: Credentials, id: String, arn: String) -> [ServiceElement] {
    [
      credentials(made), .group("AssumedRoleUser", [.text("AssumedRoleId", id), .text("Arn", arn)]),
      .text("PackedPolicySize", "0"),
    ]
  }
}
