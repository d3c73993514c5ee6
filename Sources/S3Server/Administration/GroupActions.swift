internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// Groups and their members (IAM API Reference).
extension Administration {
  static let groupActions: [String: Action] = [
    "CreateGroup": { service, call throws(AdministrationError) in try service.createGroup(call) },
    "GetGroup": { service, call throws(AdministrationError) in try service.getGroup(call) },
    "ListGroups": { service, call throws(AdministrationError) in try service.listGroups(call) },
    "UpdateGroup": { service, call throws(AdministrationError) in try service.updateGroup(call) },
    "DeleteGroup": { service, call throws(AdministrationError) in try service.deleteGroup(call) },
    "AddUserToGroup": { service, call throws(AdministrationError) in try service.addToGroup(call) },
    "RemoveUserFromGroup": { service, call throws(AdministrationError) in try service.removeFromGroup(call) },
    "ListGroupsForUser": { service, call throws(AdministrationError) in try service.listGroupsOfUser(call) },
  ]

  private func createGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try call.name("GroupName", limit: 128)
    let made = StoredGroup(id: NewIdentifiers.id("AGPA"), name: name, path: try call.path(), created: call.now)
    try call.authorise(.iam, made.arn)
    try identities.changeGroup(name) { (group) throws(AdministrationError) in
      guard group == nil else {
        throw AdministrationError(.entityAlreadyExists, "Group with name \(name) already exists.")
      }
      group = made
    }
    return [.group("Group", Self.elements(made))]
  }

  private func groupName(_ call: AdministrationCall) throws(AdministrationError) -> String {
    let name = try call.required("GroupName")
    try call.authorise(.iam, identities.group(name)?.arn ?? "arn:aws:iam:::group/\(name)")
    return name
  }

  /// Throws AccessDenied before it tells whether there is such a group.
  func existingGroup(_ call: AdministrationCall) throws(AdministrationError) -> StoredGroup {
    let name = try groupName(call)
    guard let group = identities.group(name) else { throw Self.noGroup(name) }
    return group
  }

  /// Changes a group that must be there.
  func change(
    groupOf call: AdministrationCall, _ body: (inout StoredGroup) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let name = try groupName(call)
    try identities.changeGroup(name) { (group) throws(AdministrationError) in
      guard var new = group else { throw Self.noGroup(name) }
      try body(&new)
      group = new
    }
  }

  private static func noGroup(_ name: String) -> AdministrationError {
    AdministrationError(.noSuchEntity, "The group with name \(name.prefix(128)) cannot be found.")
  }

  private func getGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let group = try existingGroup(call)
    let users = identities.users().filter { group.members.contains($0.id) }
    return [.group("Group", Self.elements(group))] + (try call.page("Users", of: users, by: \.name, Self.elements))
  }

  private func listGroups(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try call.authorise(.iam, "arn:aws:iam:::group/")
    let prefix = call.parameters["PathPrefix"] ?? "/"
    let groups = identities.groups().filter { $0.path.hasPrefix(prefix) }
    return try call.page("Groups", of: groups, by: \.name, Self.elements)
  }

  private func updateGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let newName = call.parameters["NewGroupName"] == nil ? nil : try call.name("NewGroupName", limit: 128)
    let newPath = call.parameters["NewPath"] == nil ? nil : try call.path("NewPath")
    if let newName { try call.authorise(.iam, "arn:aws:iam:::group/\(newName)") }
    try change(groupOf: call) { (group) throws(AdministrationError) in
      if let newName {
        let other = identities.group(newName)
        guard other == nil || other?.id == group.id else {
          throw AdministrationError(.entityAlreadyExists, "Group with name \(newName) already exists.")
        }
        group.name = newName
      }
      if let newPath { group.path = newPath }
    }
    return nil
  }

  private func deleteGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try groupName(call)
    let present = Set(identities.users().map(\.id))
    try identities.changeGroup(name) { (group) throws(AdministrationError) in
      guard let old = group else { throw Self.noGroup(name) }
      guard !old.hasPolicies, !old.members.contains(where: present.contains) else {
        throw AdministrationError(.deleteConflict, "Take the group's policies and members away first.")
      }
      group = nil
    }
    return nil
  }

  private func member(_ call: AdministrationCall) throws(AdministrationError) -> StoredUser {
    let name = try call.required("UserName")
    guard let user = identities.user(name) else { throw Self.noUser(name) }
    return user
  }

  private func addToGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    _ = try existingGroup(call)
    let user = try member(call)
    // A key of `cairn key add` stays what it was made for.
    guard user.scope == nil else { throw AdministrationError(.validationError, "The user is a scoped key.") }
    try change(groupOf: call) { group in
      if !group.members.contains(user.id) { group.members.append(user.id) }
    }
    return nil
  }

  private func removeFromGroup(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    _ = try existingGroup(call)
    let user = try member(call)
    try change(groupOf: call) { (group) throws(AdministrationError) in
      guard let index = group.members.firstIndex(of: user.id) else {
        throw AdministrationError(.noSuchEntity, "The user is not a member of the group.")
      }
      group.members.remove(at: index)
    }
    return nil
  }

  private func listGroupsOfUser(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let user = try existingUser(call)
    let groups = identities.groups().filter { $0.members.contains(user.id) }
    return try call.page("Groups", of: groups, by: \.name, Self.elements)
  }

  private static func elements(_ group: StoredGroup) -> [ServiceElement] {
    [
      .text("Path", group.path), .text("GroupName", group.name), .text("GroupId", group.id),
      .text("Arn", group.arn), .time("CreateDate", group.created),
    ]
  }
}
