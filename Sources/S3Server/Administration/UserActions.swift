internal import AccessControl
internal import StorageModel

/// Users (IAM API Reference).
extension Administration {
  static let iamActions: [String: Action] = [
    userActions, keyActions, groupActions, roleActions, policyActions, scopedKeyActions,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  private static let userActions: [String: Action] = [
    "CreateUser": { service, call throws(AdministrationError) in try service.createUser(call) },
    "GetUser": { service, call throws(AdministrationError) in try service.getUser(call) },
    "ListUsers": { service, call throws(AdministrationError) in try service.listUsers(call) },
    "UpdateUser": { service, call throws(AdministrationError) in try service.updateUser(call) },
    "DeleteUser": { service, call throws(AdministrationError) in try service.deleteUser(call) },
  ]

  /// The user that a call is about: the one it names, else the caller. Throws AccessDenied before it tells whether
  /// there is one.
  func userName(_ call: AdministrationCall) throws(AdministrationError) -> String {
    let principal = call.subject.principal
    let name: String
    if let given = call.parameters["UserName"], !given.isEmpty {
      name = given
    } else if principal.kind == .user {
      name = principal.name
    } else {
      throw AdministrationError(.validationError, "Must specify userName when calling with non-User credentials")
    }
    try call.authorise(.iam, "arn:aws:iam:::user/\(identities.user(name)?.name ?? name)")
    return name
  }

  /// Throws AccessDenied before it tells whether there is such a user.
  func existingUser(_ call: AdministrationCall) throws(AdministrationError) -> StoredUser {
    let name = try userName(call)
    guard let user = identities.user(name) else { throw Self.noUser(name) }
    return user
  }

  /// Changes a user that must be there.
  func change(
    userOf call: AdministrationCall, _ body: (inout StoredUser) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let name = try userName(call)
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard var new = user else { throw Self.noUser(name) }
      try body(&new)
      user = new
    }
  }

  static func noUser(_ name: String) -> AdministrationError {
    AdministrationError(.noSuchEntity, "The user with name \(name.prefix(64)) cannot be found.")
  }

  private func createUser(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try call.name("UserName")
    let path = try call.path()
    try call.authorise(.iam, "arn:aws:iam:::user\(path)\(name)")
    let made = StoredUser(id: NewIdentifiers.id("AIDA"), name: name, path: path, created: call.now)
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard user == nil, name != Principal.root.name else {
        throw AdministrationError(.entityAlreadyExists, "User with name \(name) already exists.")
      }
      user = made
    }
    return [.group("User", Self.elements(made))]
  }

  private func getUser(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    if call.subject.principal.isRoot, call.parameters["UserName"] == nil {
      let root = Principal.root
      return [
        .group(
          "User",
          [
            .text("Path", "/"), .text("UserName", root.name), .text("UserId", root.id), .text("Arn", root.arn),
            .time("CreateDate", Timestamp(seconds: 0)),
          ])
      ]
    }
    return [.group("User", Self.elements(try existingUser(call)))]
  }

  private func listUsers(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try call.authorise(.iam, "arn:aws:iam:::user/")
    let prefix = call.parameters["PathPrefix"] ?? "/"
    let users = identities.users().filter { $0.path.hasPrefix(prefix) }
    return try call.page("Users", of: users, by: \.name, Self.elements)
  }

  /// A new name or path is a new ARN: policies that name the old one do not follow.
  private func updateUser(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try userName(call)
    let newName = call.parameters["NewUserName"] == nil ? nil : try call.name("NewUserName")
    let newPath = call.parameters["NewPath"] == nil ? nil : try call.path("NewPath")
    if let newName { try call.authorise(.iam, "arn:aws:iam:::user/\(newName)") }
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard var new = user else { throw Self.noUser(name) }
      if let newName {
        let other = identities.user(newName)
        guard other == nil || other?.id == new.id, newName != Principal.root.name else {
          throw AdministrationError(.entityAlreadyExists, "User with name \(newName) already exists.")
        }
        new.name = newName
      }
      if let newPath { new.path = newPath }
      user = new
    }
    return nil
  }

  /// Whose user goes, their membership of groups goes as well (differs from AWS: DeleteConflict).
  private func deleteUser(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let name = try userName(call)
    try identities.changeUser(name) { (user) throws(AdministrationError) in
      guard let old = user else { throw Self.noUser(name) }
      guard old.keys.isEmpty, !old.hasPolicies else {
        throw AdministrationError(.deleteConflict, "Delete the user's access keys and policies first.")
      }
      user = nil
    }
    return nil
  }

  static func elements(_ user: StoredUser) -> [ServiceElement] {
    [
      .text("Path", user.path), .text("UserName", user.name), .text("UserId", user.id),
      .text("Arn", user.arn), .time("CreateDate", user.created),
    ]
  }
}
