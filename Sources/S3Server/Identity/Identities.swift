internal import AccessControl
internal import BlobStorage
internal import S3Protocol
internal import StorageModel
internal import Synchronization

/// Who there is: root, users, groups and roles, kept as documents of the store and held in memory.
///
/// A change is durable before it counts: first the document, then what requests are decided by. Changes are made one
/// at a time.
final class Identities: Sendable {
  /// A key that may sign, and who signs with it.
  struct Signer: Sendable {
    var credentials: Credentials
    var subject: AccessSubject

    init(credentials: Credentials, subject: AccessSubject) {
      self.credentials = credentials
      self.subject = subject
    }

    init(_ key: StoredKey, _ subject: AccessSubject) {
      self.init(
        credentials: Credentials(
          accessKeyID: key.id, secretAccessKey: key.secret, sessionToken: nil, expiration: key.expires),
        subject: subject)
    }
  }

  private struct State {
    var users: [String: StoredUser] = [:]
    var groups: [String: StoredGroup] = [:]
    var roles: [String: StoredRole] = [:]
    var rootKeys: [StoredKey] = []
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
    // Groups first: users have their policies.
    try load { Self.replace(nil, with: $0 as StoredGroup, in: &$1) }
    try load { Self.replace(nil, with: $0 as StoredUser, in: &$1) }
    try load { Self.replace(nil, with: $0 as StoredRole, in: &$1) }
    try load { Self.replace(nil, with: $0 as RootKeys, in: &$1) }
  }

  private func load<Record: IdentityRecord>(_ put: (Record, inout State) -> Void) throws(BlobStorageError) {
    for document in try store.documents(.store, kind: Record.kind) {
      guard let record = Record(document.bytes) else {
        throw BlobStorageError(.damaged, "the stored \(Record.kind) \(document.name) cannot be read")
      }
      state.withLock { put(record, &$0) }
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

  /// True for an id under which somebody may own something.
  func isOwner(_ id: String) -> Bool { id == Principal.root.id || userSubject(id: id) != nil }

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

  /// See ``user(_:)``.
  func group(_ name: String) -> StoredGroup? {
    state.withLock { state in
      state.groups[name] ?? state.groups.values.first { $0.id == name || equalsIgnoringCase($0.name, name) }
    }
  }

  func rootKeys() -> [StoredKey] { state.withLock { $0.rootKeys } }

  /// In no order.
  func users() -> [StoredUser] { state.withLock { Array($0.users.values) } }
  func groups() -> [StoredGroup] { state.withLock { Array($0.groups.values) } }
  func roles() -> [StoredRole] { state.withLock { Array($0.roles.values) } }

  // MARK: Changes

  /// Changes a user, or adds one where `body` makes one of nil; nil from `body` removes it. What `body` throws changes
  /// nothing.
  func changeUser(
    _ name: String, _ body: (inout StoredUser?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    try change(name, { user($0) }, { Self.replace($0, with: $1, in: &$2) }, body)
  }

  /// See ``changeUser(_:_:)``.
  func changeGroup(
    _ name: String, _ body: (inout StoredGroup?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    try change(name, { group($0) }, { Self.replace($0, with: $1, in: &$2) }, body)
  }

  /// See ``changeUser(_:_:)``.
  func changeRole(
    _ name: String, _ body: (inout StoredRole?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    try change(name, { role($0) }, { Self.replace($0, with: $1, in: &$2) }, body)
  }

  /// Changes the keys of root besides that of its credentials.
  func changeRootKeys(
    _ body: (inout [StoredKey]) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    try change("root", { _ in RootKeys(keys: rootKeys()) }, { Self.replace($0, with: $1, in: &$2) }) {
      (record) throws(AdministrationError) in
      var keys = record?.keys ?? []
      try body(&keys)
      record = RootKeys(keys: keys)
    }
  }

  private func change<Record: IdentityRecord>(
    _ name: String, _ find: (String) -> Record?, _ replace: (Record?, Record?, inout State) -> Void,
    _ body: (inout Record?) throws(AdministrationError) -> Void
  ) throws(AdministrationError) {
    let result = changing.withLock { _ -> AdministrationError? in
      do throws(AdministrationError) {
        let old = find(name)
        var new = old
        try body(&new)
        try write(Record.kind, name: new?.name ?? old?.name ?? name, replacing: old?.name, new?.encoded())
        state.withLock { replace(old, new, &$0) }
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

  private static func replace(_ old: StoredUser?, with new: StoredUser?, in state: inout State) {
    if let old {
      state.users[old.name] = nil
      state.userSubjects[old.id] = nil
      for key in old.keys { state.signers[key.id] = nil }
    }
    guard let new else { return }
    state.users[new.name] = new
    let groups = state.groups.values.filter { $0.members.contains(new.id) }
    let texts = new.policyTexts + groups.sorted { $0.id < $1.id }.flatMap(\.policyTexts)
    let principal = Principal(kind: .user, id: new.id, name: new.name, path: new.path)
    let subject = AccessSubject(
      principal: principal, policies: texts.map { compiled($0) }, actsForRoot: new.actsForRoot)
    state.userSubjects[new.id] = subject
    for key in new.keys where key.isActive { state.signers[key.id] = Signer(key, subject) }
  }

  /// What its members may do is made anew.
  private static func replace(_ old: StoredGroup?, with new: StoredGroup?, in state: inout State) {
    if let old { state.groups[old.name] = nil }
    if let new { state.groups[new.name] = new }
    let concerned = Set((old?.members ?? []) + (new?.members ?? []))
    for user in state.users.values where concerned.contains(user.id) { replace(user, with: user, in: &state) }
  }

  private static func replace(_ old: StoredRole?, with new: StoredRole?, in state: inout State) {
    if let old {
      state.roles[old.name] = nil
      state.roleSubjects[old.id] = nil
    }
    guard let new else { return }
    state.roles[new.name] = new
    let principal = Principal(
      kind: .role(session: ""), id: new.id, name: new.name, path: new.path, isTemporary: true)
    state.roleSubjects[new.id] = AccessSubject(
      principal: principal, policies: new.policyTexts.map { compiled($0, for: .role) }, ownerID: new.ownerID)
  }

  private static func replace(_ old: RootKeys?, with new: RootKeys?, in state: inout State) {
    for key in old?.keys ?? [] { state.signers[key.id] = nil }
    state.rootKeys = new?.keys ?? []
    for key in state.rootKeys where key.isActive { state.signers[key.id] = Signer(key, .root) }
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
