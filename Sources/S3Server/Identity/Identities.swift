internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// Who there is: root, users and roles, kept as documents of the store and held in memory.
///
/// A change is durable before it counts: first the document, then what requests are decided by. Changes are made one
/// at a time.
final class Identities: Sendable {
  /// A key that may sign, and who signs with it.
  struct Signer: Sendable {
    var credentials: Credentials
    var subject: AccessSubject
  }

  private struct State {
    var users: [String: StoredUser] = [:]
    var roles: [String: StoredRole] = [:]
    /// By access key id: what every request asks for.
    var signers: [String: Signer] = [:]
    var userSubjects: [String: AccessSubject] = [:]
    var roleSubjects: [String: AccessSubject] = [:]
  }

  private let store: BlobStore
  private let root: Signer
  private let state = Mutex(State())
  /// Held over the write of a document, which the state's lock is not.
  private let changing = Mutex(())

  /// Reads all there is. Throws what the store throws, and `.damaged` for a document that cannot be read.
  init(store: BlobStore, root: Credentials) throws(BlobStorageError) {
    self.store = store
    self.root = Signer(credentials: root, subject: .root)
    for document in try store.documents(.store, kind: StoredUser.kind) {
      guard let user = StoredUser(document.bytes) else {
        throw BlobStorageError(.damaged, "the stored user \(document.name) cannot be read")
      }
      state.withLock { Self.put(user, into: &$0) }
    }
    for document in try store.documents(.store, kind: StoredRole.kind) {
      guard let role = StoredRole(document.bytes) else {
        throw BlobStorageError(.damaged, "the stored role \(document.name) cannot be read")
      }
      state.withLock { Self.put(role, into: &$0) }
    }
  }

  // MARK: What requests ask

  /// nil for a key that is not there or not active.
  func signer(_ accessKeyID: String) -> Signer? {
    if accessKeyID == root.credentials.accessKeyID { return root }
    return state.withLock { $0.signers[accessKeyID] }
  }

  /// By unique id; nil when the user is gone.
  func userSubject(id: String) -> AccessSubject? {
    if id == Principal.root.id { return root.subject }
    return state.withLock { $0.userSubjects[id] }
  }

  /// By unique id. The subject's session has no name yet.
  func roleSubject(id: String) -> AccessSubject? { state.withLock { $0.roleSubjects[id] } }

  /// The owner as S3 shows it; one who is gone has no name.
  func owner(id: String) -> S3Owner {
    if id == Principal.root.id { return S3Owner(id: id, displayName: id) }
    let name = state.withLock { $0.userSubjects[id]?.principal.name }
    return S3Owner(id: id, displayName: name ?? id)
  }

  // MARK: What administration asks

  /// By name, whatever its capitals (IAM API Reference, "CreateUser"), or by unique id.
  func user(_ name: String) -> StoredUser? {
    state.withLock { state in
      state.users[name] ?? state.users.values.first { $0.id == name || equalsIgnoringCase($0.name, name) }
    }
  }

  func user(ofKey accessKeyID: String) -> StoredUser? {
    state.withLock { state in state.users.values.first { $0.keys.contains { $0.id == accessKeyID } } }
  }

  func role(_ name: String) -> StoredRole? {
    state.withLock { state in
      state.roles[name] ?? state.roles.values.first { $0.id == name || equalsIgnoringCase($0.name, name) }
    }
  }

  /// In no order.
  func users() -> [StoredUser] { state.withLock { Array($0.users.values) } }
  func roles() -> [StoredRole] { state.withLock { Array($0.roles.values) } }

  // MARK: Changes

  /// Changes a user, or adds one where `body` makes one of nil; nil from `body` removes it. What `body` throws changes
  /// nothing.
  func changeUser(
    _ name: String, _ body: (inout StoredUser?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let result = changing.withLock { _ -> AdministrationError? in
      do throws(AdministrationError) {
        let old = user(name)
        var new = old
        try body(&new)
        try write(StoredUser.kind, name: new?.name ?? old?.name ?? name, replacing: old?.name, new?.encoded())
        state.withLock { state in
          if let old { Self.remove(old, from: &state) }
          if let new { Self.put(new, into: &state) }
        }
        return nil
      } catch {
        return error
      }
    }
    if let result { throw result }
  }

  /// See ``changeUser(_:_:)``.
  func changeRole(
    _ name: String, _ body: (inout StoredRole?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let result = changing.withLock { _ -> AdministrationError? in
      do throws(AdministrationError) {
        let old = role(name)
        var new = old
        try body(&new)
        try write(StoredRole.kind, name: new?.name ?? old?.name ?? name, replacing: old?.name, new?.encoded())
        state.withLock { state in
          if let old { Self.remove(old, from: &state) }
          if let new { Self.put(new, into: &state) }
        }
        return nil
      } catch {
        return error
      }
    }
    if let result { throw result }
  }

  private func write(
    _ kind: String, name: String, replacing oldName: String?, _ bytes: [UInt8]?
  ) throws(AdministrationError) {
    do throws(BlobStorageError) {
      try store.setDocument(.store, kind: kind, name: name, replacing: oldName, to: bytes)
    } catch {
      throw AdministrationError(.serviceFailure, "The change could not be stored.")
    }
  }

  // MARK: What is derived

  private static func put(_ user: StoredUser, into state: inout State) {
    let principal = Principal(kind: .user, id: user.id, name: user.name, path: user.path)
    let subject = AccessSubject(
      principal: principal, policies: user.policies.map { compiled($0.text) }, actsForRoot: user.actsForRoot)
    state.users[user.name] = user
    state.userSubjects[user.id] = subject
    for key in user.keys where key.isActive {
      let credentials = Credentials(
        accessKeyID: key.id, secretAccessKey: key.secret, sessionToken: nil, expiration: key.expires)
      state.signers[key.id] = Signer(credentials: credentials, subject: subject)
    }
  }

  private static func remove(_ user: StoredUser, from state: inout State) {
    state.users[user.name] = nil
    state.userSubjects[user.id] = nil
    for key in user.keys { state.signers[key.id] = nil }
  }

  private static func put(_ role: StoredRole, into state: inout State) {
    let principal = Principal(
      kind: .role(session: ""), id: role.id, name: role.name, path: role.path, isTemporary: true)
    state.roles[role.name] = role
    state.roleSubjects[role.id] = AccessSubject(
      principal: principal, policies: role.policies.map { compiled($0.text, for: .role) }, ownerID: role.ownerID)
  }

  private static func remove(_ role: StoredRole, from state: inout State) {
    state.roles[role.name] = nil
    state.roleSubjects[role.id] = nil
  }

  /// A policy that cannot be read any more, though it could when it was stored, allows nothing and denies everything:
  /// a lost deny would open what it closed.
  private static func compiled(_ text: String, for purpose: PolicyDocument.Purpose = .identity) -> PolicyDocument {
    do throws(PolicyError) {
      return try PolicyDocument(Array(text.utf8), for: purpose)
    } catch {
      var nothing = PolicyDocument.everything
      nothing.statements[0].effect = .deny
      return nothing
    }
  }
}
