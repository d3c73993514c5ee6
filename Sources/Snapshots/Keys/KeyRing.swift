internal import Digests

/// The key files of a repository.
package struct KeyRing: Sendable {
  /// Keys that are tried at most: each costs a derivation.
  private static let triedKeys = 20

  private let backend: any RepositoryBackend

  package init(_ backend: any RepositoryBackend) { self.backend = backend }

  /// Tries the password on each key; the one named by `hint` first. Throws `.wrongPassword` when none fits.
  package func open(password: [UInt8], hint: StorageID? = nil) async throws -> (id: StorageID, key: MasterKey) {
    var ids = try await backend.list(.key).map(\.id).sorted()
    if let hint, ids.contains(hint) { ids = [hint] + ids.filter { $0 != hint } }
    guard !ids.isEmpty else { throw RepositoryError(.wrongPassword, "the repository has no key") }
    var refused: RepositoryError?
    for id in ids.prefix(Self.triedKeys) {
      do {
        guard let file = try await load(id) else { continue }
        if let key = try file.open(password) { return (id, key) }
      } catch let error as RepositoryError where error.code != .wrongPassword {
        refused = RepositoryError(error.code, error.message, file: RepositoryFile(.key, id), cause: error.cause)
      }
    }
    if let refused { throw refused }
    throw RepositoryError(.wrongPassword, "wrong password, or no key of this repository belongs to it")
  }

  /// nil for a file that is no key. A key file whose name is not the digest of its content is damaged.
  private func load(_ id: StorageID) async throws -> KeyFile? {
    let bytes = try await backend.load(RepositoryFile(.key, id))
    guard StorageID(of: bytes) == id else {
      throw RepositoryError(.damaged, "the content is not what the name says", file: RepositoryFile(.key, id))
    }
    return KeyFile(decoding: bytes)
  }

  /// Adds a password.
  package func add(
    _ master: MasterKey, password: [UInt8], owner: KeyOwner, cost: ScryptParameters = .standard
  ) async throws -> StorageID {
    guard !password.isEmpty else { throw RepositoryError(.invalid, "an empty password protects nothing") }
    let bytes = try KeyFile(sealing: master, password: password, owner: owner, cost: cost).encoded()
    let id = StorageID(of: bytes)
    try await backend.save(RepositoryFile(.key, id), bytes)
    return id
  }

  /// Removes a key, but never the one in use.
  package func remove(_ id: StorageID, inUse: StorageID) async throws {
    guard id != inUse else { throw RepositoryError(.refused, "this is the key in use", file: RepositoryFile(.key, id)) }
    try await backend.remove([RepositoryFile(.key, id)])
  }

  /// Puts a new password in the place of the key in use: the new key is durable before the old one goes.
  package func change(
    _ master: MasterKey, inUse: StorageID, password: [UInt8], owner: KeyOwner
  ) async throws -> StorageID {
    let id = try await add(master, password: password, owner: owner)
    _ = try await open(password: password, hint: id)
    try await backend.remove([RepositoryFile(.key, inUse)])
    return id
  }

  /// All keys; those that cannot be read have no content.
  package func list() async throws -> [(id: StorageID, file: KeyFile?)] {
    var keys: [(id: StorageID, file: KeyFile?)] = []
    for id in try await backend.list(.key).map(\.id).sorted() {
      do { keys.append((id, try await load(id))) } catch let error as RepositoryError where error.code == .damaged {
        keys.append((id, nil))
      }
    }
    return keys
  }
}
