internal import AccessControl
internal import S3Protocol

/// The inline policies of users and roles (IAM API Reference).
extension Administration {
  static let policyActions: [String: Action] = [
    "PutUserPolicy": { service, call throws(AdministrationError) in try service.putUserPolicy(call) },
    "GetUserPolicy": { service, call throws(AdministrationError) in try service.getUserPolicy(call) },
    "ListUserPolicies": { service, call throws(AdministrationError) in try service.listUserPolicies(call) },
    "DeleteUserPolicy": { service, call throws(AdministrationError) in try service.deleteUserPolicy(call) },
    "ListAttachedUserPolicies": { service, call throws(AdministrationError) in
      _ = try service.policies(ofUser: call)
      return [.members("AttachedPolicies", []), .text("IsTruncated", "false")]
    },
    "ListGroupsForUser": { service, call throws(AdministrationError) in
      _ = try service.policies(ofUser: call)
      return [.members("Groups", []), .text("IsTruncated", "false")]
    },
  ]

  private func putUserPolicy(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let policy = try self.policy(of: call)
    let name = try userName(call)
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard user != nil else { throw Self.noUser(name) }
      user?.policies.replace(policy)
    }
    return nil
  }

  private func getUserPolicy(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let (name, policies) = try policies(ofUser: call)
    return [.text("UserName", name)] + (try Self.elements(of: try policies.named(try call.required("PolicyName"))))
  }

  private func listUserPolicies(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    Self.names(try policies(ofUser: call).policies)
  }

  private func deleteUserPolicy(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let policy = try call.required("PolicyName")
    let name = try userName(call)
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard var new = user else { throw Self.noUser(name) }
      _ = try new.policies.named(policy)
      new.policies.removeAll { $0.name == policy }
      user = new
    }
    return nil
  }

  private func policies(
    ofUser call: AdministrationCall
  ) throws(AdministrationError) -> (name: String, policies: [NamedPolicy]) {
    let name = try userName(call)
    guard let user = identities.user(name) else { throw Self.noUser(name) }
    return (user.name, user.policies)
  }

  /// The policy that a call brings.
  func policy(
    of call: AdministrationCall, for purpose: PolicyDocument.Purpose = .identity
  ) throws(AdministrationError) -> NamedPolicy {
    NamedPolicy(
      name: try call.name("PolicyName", limit: 128), text: try call.policy("PolicyDocument", for: purpose))
  }

  /// The document is percent-encoded (IAM API Reference, GetUserPolicy).
  static func elements(of policy: NamedPolicy) throws(AdministrationError) -> [ServiceElement] {
    [
      .text("PolicyName", policy.name),
      .text("PolicyDocument", PercentCoding.encodeComponent(Array(policy.text.utf8))),
    ]
  }

  static func names(_ policies: [NamedPolicy]) -> [ServiceElement] {
    [
      .group("PolicyNames", policies.map { .text("member", $0.name) }), .text("IsTruncated", "false"),
    ]
  }
}

extension [NamedPolicy] {
  /// Throws NoSuchEntity.
  func named(_ name: String) throws(AdministrationError) -> NamedPolicy {
    guard let found = first(where: { $0.name == name }) else {
      throw AdministrationError(.noSuchEntity, "The policy with name \(name.prefix(128)) cannot be found.")
    }
    return found
  }

  mutating func replace(_ policy: NamedPolicy) {
    removeAll { $0.name == policy.name }
    append(policy)
    sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
