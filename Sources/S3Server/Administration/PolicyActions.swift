internal import AccessControl
internal import S3Protocol

/// The actions for the policies of one kind of holder (IAM API Reference): inline ones, and ready-made ones attached.
struct PolicyActions<Holder: PolicyHolder>: Sendable {
  /// `User`, `Group` or `Role`, as the actions have it in their names.
  let word: String
  let purpose: PolicyDocument.Purpose
  /// The holder that a call is about. Throws NoSuchEntity, and AccessDenied before that.
  let find: @Sendable (Administration, AdministrationCall) throws(AdministrationError) -> Holder
  let change:
    @Sendable (
      Administration, AdministrationCall, (inout Holder) throws(AdministrationError) -> Void
    ) throws(AdministrationError) -> Void

  var table: [String: Administration.Action] {
    [
      "Put\(word)Policy": { service, call throws(AdministrationError) in try put(service, call) },
      "Get\(word)Policy": { service, call throws(AdministrationError) in try get(service, call) },
      "List\(word)Policies": { service, call throws(AdministrationError) in try list(service, call) },
      "Delete\(word)Policy": { service, call throws(AdministrationError) in try delete(service, call) },
      "Attach\(word)Policy": { service, call throws(AdministrationError) in try attach(service, call) },
      "Detach\(word)Policy": { service, call throws(AdministrationError) in try detach(service, call) },
      "ListAttached\(word)Policies": { service, call throws(AdministrationError) in try listAttached(service, call) },
    ]
  }

  private func put(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let policy = NamedPolicy(
      name: try call.name("PolicyName", limit: 128), text: try call.policy("PolicyDocument", for: purpose))
    try change(service, call) { holder in holder.policies.replace(policy) }
    return nil
  }

  /// The document is percent-encoded (IAM API Reference, GetUserPolicy).
  private func get(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let holder = try find(service, call)
    let policy = try holder.policies.named(try call.required("PolicyName"))
    return [
      .text("\(word)Name", holder.name), .text("PolicyName", policy.name),
      .text("PolicyDocument", PercentCoding.encodeComponent(Array(policy.text.utf8))),
    ]
  }

  private func list(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let names = try find(service, call).policies.map { ServiceElement.text("member", $0.name) }
    return [.group("PolicyNames", names), .text("IsTruncated", "false")]
  }

  private func delete(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let name = try call.required("PolicyName")
    try change(service, call) { (holder) throws(AdministrationError) in
      _ = try holder.policies.named(name)
      holder.policies.removeAll { $0.name == name }
    }
    return nil
  }

  /// Attaching one that is attached already changes nothing.
  private func attach(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let arn = try call.required("PolicyArn")
    try change(service, call) { (holder) throws(AdministrationError) in
      guard let policy = ManagedPolicy(arn: arn) else {
        throw AdministrationError(.noSuchEntity, "There is no policy \(arn.prefix(256)) here.")
      }
      if !holder.attached.contains(policy) { holder.attached.append(policy) }
    }
    return nil
  }

  private func detach(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let arn = try call.required("PolicyArn")
    try change(service, call) { (holder) throws(AdministrationError) in
      guard let index = holder.attached.firstIndex(where: { $0.arn == arn }) else {
        throw AdministrationError(.noSuchEntity, "The policy \(arn.prefix(256)) is not attached.")
      }
      holder.attached.remove(at: index)
    }
    return nil
  }

  private func listAttached(
    _ service: Administration, _ call: AdministrationCall
  ) throws(AdministrationError) -> [ServiceElement]? {
    let policies = try find(service, call).attached.map { policy -> [ServiceElement] in
      [.text("PolicyName", policy.rawValue), .text("PolicyArn", policy.arn)]
    }
    return [.members("AttachedPolicies", policies), .text("IsTruncated", "false")]
  }
}

extension Administration {
  static let policyActions: [String: Action] = {
    let users = PolicyActions<StoredUser>(
      word: "User", purpose: .identity,
      find: { service, call throws(AdministrationError) in try service.existingUser(call) },
      change: { service, call, body throws(AdministrationError) in try service.change(userOf: call, body) })
    let groups = PolicyActions<StoredGroup>(
      word: "Group", purpose: .identity,
      find: { service, call throws(AdministrationError) in try service.existingGroup(call) },
      change: { service, call, body throws(AdministrationError) in try service.change(groupOf: call, body) })
    let roles = PolicyActions<StoredRole>(
      word: "Role", purpose: .role,
      find: { service, call throws(AdministrationError) in try service.existingRole(call) },
      change: { service, call, body throws(AdministrationError) in try service.change(roleOf: call, body) })
    return users.table.merging(groups.table) { first, _ in first }.merging(roles.table) { first, _ in first }
  }()
}
