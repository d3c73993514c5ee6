internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// Roles and their policies (IAM API Reference).
extension Administration {
  static let roleActions: [String: Action] = [
    "CreateRole": { service, call throws(AdministrationError) in try service.createRole(call) },
    "GetRole": { service, call throws(AdministrationError) in
      [.group("Role", Self.elements(try service.existingRole(call)))]
    },
    "ListRoles": { service, call throws(AdministrationError) in try service.listRoles(call) },
    "DeleteRole": { service, call throws(AdministrationError) in try service.deleteRole(call) },
    "UpdateRole": { service, call throws(AdministrationError) in try service.updateRole(call) },
    "UpdateRoleDescription": { service, call throws(AdministrationError) in try service.updateRole(call) },
    "UpdateAssumeRolePolicy": { service, call throws(AdministrationError) in try service.updateTrust(call) },
    // Nobody comes with a token of another service here.
    "ListOpenIDConnectProviders": { _, call throws(AdministrationError) in
      try call.authorise(.iam, "*")
      return [.members("OpenIDConnectProviderList", [])]
    },
  ]

  private func createRole(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try call.name("RoleName")
    let path = try call.path()
    try call.authorise(.iam, "arn:aws:iam:::role\(path)\(name)")
    var made = StoredRole(
      id: NewIdentifiers.id("AROA"), name: name, created: call.now, ownerID: call.subject.ownerID,
      trustText: try call.policy("AssumeRolePolicyDocument", for: .trust))
    made.path = path
    made.summary = call.parameters["Description"] ?? ""
    if let seconds = try maximumSeconds(call) { made.maximumSeconds = seconds }
    let new = made
    try identities.changeRole(name) { (role) throws(AdministrationError) in
      guard role == nil, name != Self.callerRole else {
        throw AdministrationError(.entityAlreadyExists, "Role with name \(name) already exists.")
      }
      role = new
    }
    return [.group("Role", Self.elements(made))]
  }

  private func maximumSeconds(_ call: AdministrationCall) throws(AdministrationError) -> Int64? {
    guard let text = call.parameters["MaxSessionDuration"] else { return nil }
    guard let seconds = decimalInteger(Array(text.utf8)), (3_600...43_200).contains(seconds) else {
      throw AdministrationError(.validationError, "MaxSessionDuration must be 3600 to 43200.")
    }
    return seconds
  }

  private func roleName(_ call: AdministrationCall) throws(AdministrationError) -> String {
    let name = try call.required("RoleName")
    let role = identities.role(name)
    // Who made a role may look after it.
    if let role, role.ownerID == call.subject.ownerID, call.subject.sessionPolicies.isEmpty,
      call.subject.principal.kind == .user
    {
      return name
    }
    try call.authorise(.iam, role?.arn ?? "arn:aws:iam:::role/\(name)")
    return name
  }

  /// Throws AccessDenied before it tells whether there is such a role.
  func existingRole(_ call: AdministrationCall) throws(AdministrationError) -> StoredRole {
    let name = try roleName(call)
    guard let role = identities.role(name) else { throw Self.noRole(name) }
    return role
  }

  private static func noRole(_ name: String) -> AdministrationError {
    AdministrationError(.noSuchEntity, "The role with name \(name.prefix(64)) cannot be found.")
  }

  private func listRoles(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try call.authorise(.iam, "arn:aws:iam:::role/")
    let prefix = call.parameters["PathPrefix"] ?? "/"
    let roles = identities.roles().filter { $0.path.hasPrefix(prefix) }
    return try call.page("Roles", of: roles, by: \.name, Self.elements)
  }

  /// Changes a role that must be there.
  func change(
    roleOf call: AdministrationCall, _ body: (inout StoredRole) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let name = try roleName(call)
    try identities.changeRole(name) { (role) throws(AdministrationError) in
      guard var new = role else { throw Self.noRole(name) }
      try body(&new)
      role = new
    }
  }

  private func deleteRole(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try roleName(call)
    try identities.changeRole(name) { (role) throws(AdministrationError) in
      guard let old = role else { throw Self.noRole(name) }
      guard !old.hasPolicies else {
        throw AdministrationError(.deleteConflict, "Delete the role's policies first.")
      }
      role = nil
    }
    return nil
  }

  private func updateRole(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let seconds = try maximumSeconds(call)
    var changed: StoredRole?
    try change(roleOf: call) { role in
      if let summary = call.parameters["Description"] { role.summary = summary }
      if let seconds { role.maximumSeconds = seconds }
      changed = role
    }
    return call.action == "UpdateRole" ? [] : [.group("Role", changed.map { Self.elements($0) } ?? [])]
  }

  private func updateTrust(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let trust = try call.policy("PolicyDocument", for: .trust)
    try change(roleOf: call) { role in role.trustText = trust }
    return nil
  }

  private static func elements(_ role: StoredRole) -> [ServiceElement] {
    [
      .text("Path", role.path), .text("RoleName", role.name), .text("RoleId", role.id), .text("Arn", role.arn),
      .time("CreateDate", role.created), .text("Description", role.summary),
      .text("MaxSessionDuration", String(role.maximumSeconds)),
      .text("AssumeRolePolicyDocument", PercentCoding.encodeComponent(Array(role.trustText.utf8))),
    ]
  }
}
