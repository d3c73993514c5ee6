internal import AccessControl
internal import S3Protocol
internal import StorageModel

/// What `cairn key` asks of a running daemon: actions beside those of IAM, for root alone.
extension Administration {
  static let scopedKeyActions: [String: Action] = [
    "CairnAddKey": { service, call throws(AdministrationError) in try service.addKey(call) },
    "CairnListKeys": { service, call throws(AdministrationError) in try service.listKeys(call) },
    "CairnRemoveKey": { service, call throws(AdministrationError) in try service.removeKey(call) },
  ]

  private func requireRoot(_ call: AdministrationCall) throws(AdministrationError) {
    guard call.subject.isUnlimited else {
      throw AdministrationError(.accessDenied, "Only root may look after keys.")
    }
  }

  private func addKey(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try requireRoot(call)
    let allowed = try call.required("Allow").split(separator: ",").map { KeyScope.Permission(rawValue: String($0)) }
    let permissions = Set(allowed.compactMap { $0 })
    guard permissions.count == allowed.count,
      let scope = KeyScope(location: try call.required("Prefix"), permissions: permissions)
    else { throw AdministrationError(.validationError, "Prefix or Allow is not usable.") }
    var expires: Timestamp?
    if let text = call.parameters["Expires"] {
      guard let seconds = decimalInteger(Array(text.utf8)), seconds > call.now.seconds else {
        throw AdministrationError(.validationError, "Expires must lie in the future.")
      }
      expires = Timestamp(seconds: seconds)
    }
    let made = try identities.addScopedKey(scope, expires: expires, now: call.now)
    return [.text("AccessKeyId", made.accessKeyID), .text("SecretAccessKey", made.secretAccessKey)]
  }

  private func listKeys(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try requireRoot(call)
    return [
      .members(
        "Keys",
        identities.scopedKeys().map { key in
          [
            .text("AccessKeyId", key.accessKeyID), .text("Prefix", key.scope.location),
            .text("Allow", key.scope.permissionText), .text("Created", String(key.created.seconds)),
            .text("Expires", key.expires.map { String($0.seconds) } ?? ""),
          ]
        })
    ]
  }

  private func removeKey(_ call: AdministrationCall) throws(AdministrationError) -> [ServiceElement]? {
    try requireRoot(call)
    let id = try call.required("AccessKeyId")
    guard try identities.removeScopedKey(id) else {
      throw AdministrationError(.noSuchEntity, "There is no such key.")
    }
    return nil
  }
}
