internal import AccessControl
internal import StorageModel

/// Access keys of users, and of root where root names no user (IAM API Reference).
extension Administration {
  static let keyActions: [String: Action] = [
    "CreateAccessKey": { service, call throws(AdministrationError) in try service.createAccessKey(call) },
    "ListAccessKeys": { service, call throws(AdministrationError) in try service.listAccessKeys(call) },
    "UpdateAccessKey": { service, call throws(AdministrationError) in try service.updateAccessKey(call) },
    "DeleteAccessKey": { service, call throws(AdministrationError) in try service.deleteAccessKey(call) },
  ]

  /// True for a call of root about its own keys. They are never found by a name, so that nobody else reaches them.
  private func isAboutRoot(_ call: AdministrationCall) throws(AdministrationError) -> Bool {
    guard call.subject.principal.isRoot, (call.parameters["UserName"] ?? "").isEmpty else { return false }
    try call.authorise(.iam, Principal.root.arn)
    return true
  }

  /// Changes the keys that a call is about. Returns whose they are.
  private func changeKeys(
    _ call: AdministrationCall, _ body: (inout [StoredKey]) throws(AdministrationError) -> Void
  ) throws(AdministrationError) -> String {
    if try isAboutRoot(call) {
      try identities.changeRootKeys(body)
      return Principal.root.name
    }
    var owner = ""
    try change(userOf: call) { (user) throws(AdministrationError) in
      owner = user.name
      try body(&user.keys)
    }
    return owner
  }

  private func createAccessKey(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let key = StoredKey(id: NewIdentifiers.id("AKIA"), secret: NewIdentifiers.secret(), created: call.now)
    let owner = try changeKeys(call) { (keys) throws(AdministrationError) in
      guard keys.count < StoredUser.keyLimit else {
        throw AdministrationError(.limitExceeded, "A user has at most \(StoredUser.keyLimit) access keys.")
      }
      keys.append(key)
    }
    return [.group("AccessKey", Self.elements(key, owner) + [.text("SecretAccessKey", key.secret)])]
  }

  private func listAccessKeys(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let (owner, keys): (String, [StoredKey])
    if try isAboutRoot(call) {
      (owner, keys) = (Principal.root.name, identities.rootKeys())
    } else {
      let user = try existingUser(call)
      (owner, keys) = (user.name, user.keys)
    }
    let page = try call.page("AccessKeyMetadata", of: keys, by: \.id) { Self.elements($0, owner) }
    return [.text("UserName", owner)] + page
  }

  private func updateAccessKey(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    let status = try call.required("Status")
    guard status == "Active" || status == "Inactive" else {
      throw AdministrationError(.validationError, "Status must be Active or Inactive.")
    }
    try changeKey(call) { keys, index in keys[index].isActive = status == "Active" }
    return nil
  }

  private func deleteAccessKey(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try changeKey(call) { keys, index in keys.remove(at: index) }
    return nil
  }

  private func changeKey(
    _ call: AdministrationCall, _ body: (inout [StoredKey], Int) -> Void
  ) throws(AdministrationError) {
    let id = try call.required("AccessKeyId")
    _ = try changeKeys(call) { (keys) throws(AdministrationError) in
      guard let index = keys.firstIndex(where: { $0.id == id }) else {
        throw AdministrationError(.noSuchEntity, "The Access Key with id \(id.prefix(64)) cannot be found.")
      }
      body(&keys, index)
    }
  }

  private static func elements(_ key: StoredKey, _ user: String) -> [ServiceElement] {
    [
      .text("UserName", user), .text("AccessKeyId", key.id), .text("Status", key.isActive ? "Active" : "Inactive"),
      .time("CreateDate", key.created),
    ]
  }
}
