internal import AccessControl
internal import BlobStorage
package import S3Protocol
package import StorageModel

/// A key of `cairn key add`, without its secret.
package struct ScopedKey: Sendable, Hashable {
  package var accessKeyID: String
  package var scope: KeyScope
  package var created: Timestamp
  /// nil for a key that does not expire.
  package var expires: Timestamp?

  package init(accessKeyID: String, scope: KeyScope, created: Timestamp, expires: Timestamp?) {
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.created = created
    self.expires = expires
  }
}

/// The keys of `cairn key`, in the folder of a store that no daemon has.
package enum ScopedKeys {
  /// Makes a key; the secret is not shown again. Throws ``DaemonError``.
  package static func add(
    folder: String, scope: KeyScope, expires: Timestamp?, now: @escaping @Sendable () -> Timestamp
  ) throws(DaemonError) -> Credentials {
    try inFolder(folder, now) { (identities) throws(AdministrationError) in
      try identities.addScopedKey(scope, expires: expires, now: now())
    }
  }

  /// In order of key id. Throws ``DaemonError``.
  package static func list(
    folder: String, now: @escaping @Sendable () -> Timestamp
  ) throws(DaemonError) -> [ScopedKey] {
    try inFolder(folder, now) { (identities) throws(AdministrationError) in identities.scopedKeys() }
  }

  /// False when there is no such key. Throws ``DaemonError``.
  package static func remove(
    folder: String, accessKeyID: String, now: @escaping @Sendable () -> Timestamp
  ) throws(DaemonError) -> Bool {
    try inFolder(folder, now) { (identities) throws(AdministrationError) in
      try identities.removeScopedKey(accessKeyID)
    }
  }

  private static func inFolder<Value>(
    _ folder: String, _ now: @escaping @Sendable () -> Timestamp,
    _ body: (Identities) throws(AdministrationError) -> Value
  ) throws(DaemonError) -> Value {
    let store: BlobStore
    do throws(BlobStorageError) {
      store = try BlobStore(path: folder, now: now) { _ in }
    } catch {
      guard error.code != .locked else {
        throw DaemonError(
          .folderLocked, "a daemon has \(folder): give --endpoint-url and its root credentials to change it there")
      }
      throw DaemonError(.folderUnusable, error.message)
    }
    defer { store.close() }
    do throws(BlobStorageError) {
      // The root key is not asked for anything here.
      let identities = try Identities(store: store, root: Credentials(accessKeyID: "", secretAccessKey: ""))
      do throws(AdministrationError) {
        return try body(identities)
      } catch {
        throw BlobStorageError(.inputOutput, error.message)
      }
    } catch {
      throw DaemonError(.storageFailed, error.message)
    }
  }
}

extension Identities {
  /// Each such key has a user of its own, named as the key, that acts for root within its policy.
  func addScopedKey(
    _ scope: KeyScope, expires: Timestamp?, now: Timestamp
  ) throws(AdministrationError) -> Credentials {
    let key = StoredKey(
      id: NewIdentifiers.id("AKIA"), secret: NewIdentifiers.secret(), created: now, expires: expires)
    try changeUser(key.id) { (user) throws(AdministrationError) in
      var made = StoredUser(id: NewIdentifiers.id("AIDA"), name: key.id, created: now)
      made.actsForRoot = true
      made.scope = scope
      made.keys = [key]
      made.policies = [NamedPolicy(name: "scope", text: scope.policyText())]
      user = made
    }
    return Credentials(accessKeyID: key.id, secretAccessKey: key.secret)
  }

  func scopedKeys() -> [ScopedKey] {
    users().compactMap { user in
      guard let scope = user.scope, let key = user.keys.first else { return nil }
      return ScopedKey(accessKeyID: key.id, scope: scope, created: key.created, expires: key.expires)
    }
  }

  func removeScopedKey(_ accessKeyID: String) throws(AdministrationError) -> Bool {
    guard let user = user(ofKey: accessKeyID), user.scope != nil else { return false }
    try changeUser(user.name) { (user) throws(AdministrationError) in user = nil }
    return true
  }
}
