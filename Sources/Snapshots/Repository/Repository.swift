internal import Digests
internal import StorageModel

/// An open repository: its config, its master key, its local index, and the verified way to every byte in it.
///
/// Everything that leaves it was authenticated and compared with the id it was asked by: no caller sees wrong bytes.
package final class Repository: Sendable {
  package let backend: any RepositoryBackend
  package let config: RepositoryConfig
  package let key: MasterKey
  /// The key file that the password opened.
  package let keyID: StorageID
  package let index: LocalIndex
  package let cache: RepositoryCache

  private init(
    _ backend: any RepositoryBackend, config: RepositoryConfig, key: MasterKey, keyID: StorageID,
    index: LocalIndex, cache: RepositoryCache
  ) {
    self.backend = backend
    self.config = config
    self.key = key
    self.keyID = keyID
    self.index = index
    self.cache = cache
  }

  /// Opens the repository with a password. The index is not read yet: see ``loadIndex()``.
  ///
  /// `cacheFolder` is the folder in which each repository gets its own; nil keeps nothing on this machine.
  package static func open(
    _ backend: any RepositoryBackend, password: [UInt8], cacheFolder: String?
  ) async throws -> Repository {
    let sealed: [UInt8]
    do { sealed = try await backend.load(.config) } catch let error as RepositoryError where error.code == .notFound {
      throw RepositoryError(.noRepository, "there is no repository at \(backend.location)", cause: error)
    } catch let error as StoreError where error.code == .noSuchBucket {
      throw RepositoryError(.noRepository, "there is no repository at \(backend.location)", cause: error)
    }
    let (keyID, key) = try await KeyRing(backend).open(password: password)
    guard let json = key.open(sealed) else {
      throw RepositoryError(.damaged, "the config does not decrypt", file: .config)
    }
    return try make(
      backend, config: try RepositoryConfig(decoding: json), key: key, keyID: keyID, cacheFolder: cacheFolder)
  }

  /// Makes a new repository: key first, config last, so that what a crash leaves is no repository yet.
  ///
  /// `.exists` when there is one already.
  package static func create(
    _ backend: any RepositoryBackend, config: RepositoryConfig, password: [UInt8], owner: KeyOwner,
    cacheFolder: String?, cost: ScryptParameters = .standard
  ) async throws -> Repository {
    if try await backend.size(.config) != nil {
      throw RepositoryError(.exists, "there is a repository already at \(backend.location)")
    }
    guard let key = MasterKey.random() else { throw RepositoryError(.invalid, "no key could be made") }
    try await backend.prepare()
    let keyID = try await KeyRing(backend).add(key, password: password, owner: owner, cost: cost)
    do { try await backend.save(.config, key.seal(config.encoded())) } catch {
      // The key opens nothing; if it cannot be removed it only stays.
      try? await backend.remove([RepositoryFile(.key, keyID)])
      throw error
    }
    return try make(backend, config: config, key: key, keyID: keyID, cacheFolder: cacheFolder)
  }

  private static func make(
    _ backend: any RepositoryBackend, config: RepositoryConfig, key: MasterKey, keyID: StorageID,
    cacheFolder: String?
  ) throws -> Repository {
    let cache = try RepositoryCache(folder: cacheFolder.map { "\($0)/\(config.id)" })
    return Repository(
      backend, config: config, key: key, keyID: keyID, index: try LocalIndex(folder: cache.folder), cache: cache)
  }

  package var isCompressing: Bool { config.version >= 2 }
}

// MARK: - Files of their own: index, snapshots, locks

extension Repository {
  /// Brings the local index to the state of the repository. List snapshots before this, not after: only then is
  /// everything that they refer to in it (restic design document, "Read and Write Ordering").
  package func loadIndex() async throws {
    let files = try await backend.list(.index).map(\.id)
    try await index.synchronize(with: files) { [self] id in try await loadUnpacked(.index, id) }
  }

  /// The content of an index, snapshot or lock file: verified by its name and its MAC, decompressed.
  package func loadUnpacked(_ kind: RepositoryFileKind, _ id: StorageID) async throws -> [UInt8] {
    let file = RepositoryFile(kind, id)
    if kind == .snapshot, let cached = cache.load(file), StorageID(of: cached) == id {
      return try openUnpacked(cached, file)
    }
    let sealed = try await backend.load(file)
    guard StorageID(of: sealed) == id else {
      throw RepositoryError(.damaged, "the content is not what the name says", file: file)
    }
    let content = try openUnpacked(sealed, file)
    if kind == .snapshot { cache.store(file, sealed) }
    return content
  }

  private func openUnpacked(_ sealed: [UInt8], _ file: RepositoryFile) throws -> [UInt8] {
    guard let plain = key.open(sealed) else {
      throw RepositoryError(.damaged, "the file does not decrypt", file: file)
    }
    switch plain.first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return plain
    // Encoding version 2: zstd (restic design document, "Unpacked Data Format").
    case 2:
      guard let content = Compression.decompress(plain[1...], limitBytes: Self.unpackedLimitBytes) else {
        throw RepositoryError(.damaged, "the file does not decompress", file: file)
      }
      return content
    default: throw RepositoryError(.unsupported, "the file has an encoding that is not known", file: file)
    }
  }

  /// More text than any index holds; a bomb of zeros would have no end.
  private static let unpackedLimitBytes = 512 << 20

  /// Seals and writes a file, and returns its name.
  package func saveUnpacked(_ kind: RepositoryFileKind, _ content: [UInt8]) async throws -> StorageID {
    // What an index holds is digests: a deeper search finds the same and makes it longer by a fifteenth.
    let mode = kind == .index ? CompressionMode.fastest : .auto
    let plain = isCompressing ? [2] + Compression.compress(content, mode) : content
    let sealed = key.seal(plain)
    let id = StorageID(of: sealed)
    try await backend.save(RepositoryFile(kind, id), sealed)
    if kind == .snapshot { cache.store(RepositoryFile(kind, id), sealed) }
    return id
  }
}

// MARK: - Blobs

extension Repository {
  /// The content of a blob, compared with its id. A damaged copy is passed over when the index knows another.
  package func loadBlob(_ handle: BlobHandle) async throws -> [UInt8] {
    let places = try index.locations(handle)
    var failure: (any Error)?
    for location in places {
      do { return try await load(location) } catch let error as RepositoryError {
        failure = failure ?? error
      }
    }
    throw failure
      ?? RepositoryError(.notFound, "the \(handle.kind.name) blob \(handle.id) is in no index")
  }

  /// The JSON of a tree.
  package func loadTree(_ id: StorageID) async throws -> [UInt8] { try await loadBlob(BlobHandle(.tree, id)) }

  private func load(_ location: BlobLocation) async throws -> [UInt8] {
    let place = location.place
    if location.handle.kind == .tree, let sealed = try await cachedTree(location) {
      if let content = try? open(sealed, location) { return content }
      // The copy on this machine is damaged: the repository's own decides.
      cache.remove(RepositoryFile(.pack, location.pack))
    }
    let range = ByteRange(offset: Int64(place.offset), lengthBytes: Int64(place.length))
    return try open(try await backend.load(RepositoryFile(.pack, location.pack), range: range), location)
  }

  /// The encrypted bytes of a tree from the cached pack; fetches the whole pack at the first use, because who reads
  /// one tree reads its neighbours next.
  private func cachedTree(_ location: BlobLocation) async throws -> [UInt8]? {
    guard cache.folder != nil else { return nil }
    let file = RepositoryFile(.pack, location.pack)
    let place = location.place
    if let bytes = cache.load(file, offset: Int64(place.offset), count: Int(place.length)) { return bytes }
    let pack = try await backend.load(file)
    guard StorageID(of: pack) == location.pack else { return nil }
    cache.store(file, pack)
    let end = Int(place.offset) + Int(place.length)
    return end <= pack.count ? Array(pack[Int(place.offset)..<end]) : nil
  }

  /// The content of an encrypted blob, compared with the id of `location`.
  package func open(_ sealed: [UInt8], _ location: BlobLocation) throws -> [UInt8] {
    try sealed.withUnsafeBytes { try open($0, location) }
  }

  /// The content of an encrypted blob, compared with the id of `location`.
  package func open(_ sealed: UnsafeRawBufferPointer, _ location: BlobLocation) throws -> [UInt8] {
    guard let content = BlobSealer.open(sealed, location.place, key), StorageID(of: content) == location.handle.id
    else {
      throw RepositoryError(
        .damaged, "the \(location.handle.kind.name) blob \(location.handle.id) is damaged",
        file: RepositoryFile(.pack, location.pack))
    }
    return content
  }
}
