internal import Digests
internal import Synchronization

/// How new data is stored.
package struct WriterOptions: Sendable {
  package var compression: CompressionMode = .auto
  /// A pack is closed when it has reached this size.
  package var packSizeBytes = 16 << 20
  /// As when it has so many blobs: a million files of a hundred bytes make packs of 4 MiB.
  package var packBlobs = 25_000
  /// Packs on their way to the store at once.
  package var uploads = 2
  /// Does everything but storing.
  package var dryRun = false

  package init() {}
}

/// What a writer added.
package struct WriterCounts: Sendable, Hashable {
  package var newBlobs: [BlobKind: Int64] = [:]
  /// Content of new blobs.
  package var newBytes: [BlobKind: Int64] = [:]
  /// The same, compressed and encrypted.
  package var storedBytes: [BlobKind: Int64] = [:]
  package var packs: Int64 = 0
  package var indexFiles: Int64 = 0

  package init() {}
}

/// Adds blobs to a repository.
///
/// Order of writes (restic design document, "Read and Write Ordering"): a pack, verified; then, when enough packs are
/// stored or at the end, the index file that lists them. What refers to the blobs may be written once
/// ``writing(to:_:body:)`` has returned. A crash leaves packs that no index knows: `prune` removes them.
///
/// Memory: two open packs of data and one on its way, whoever would begin one more waits; half of that for trees, of
/// which there are hundredths; and what is known of at most 200,000 blobs that no index file lists yet.
package final class RepositoryWriter: Sendable {
  private struct State {
    /// Blobs of this run that are not in the local index yet.
    var unlisted: Set<BlobHandle> = []
    var pending = IndexFile()
    var counts = WriterCounts()
  }

  package let repository: Repository
  private let options: WriterOptions
  private let mode: CompressionMode
  private let channel = BoundedChannel<PackBuilder>(capacity: 1)
  private let dataPacks: OpenPacks
  private let treePacks: OpenPacks
  /// One pack is proved at a time, which takes the memory of its largest blob.
  private let proofs = BoundedChannel(elements: [true])
  private let state = Mutex(State())

  private init(_ repository: Repository, _ options: WriterOptions) {
    self.repository = repository
    self.options = options
    mode = repository.isCompressing ? options.compression : .off
    let limits = PackLimits(sizeBytes: options.packSizeBytes, blobs: options.packBlobs)
    let seed = randomBytes(count: 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    dataPacks = OpenPacks(.data, open: 2, limits, seed: seed)
    treePacks = OpenPacks(.tree, open: 1, limits, seed: seed)
  }

  /// Runs `body` with a writer; when this returns, everything that it saved is stored and indexed.
  package static func writing<Value: Sendable>(
    to repository: Repository, _ options: WriterOptions = WriterOptions(),
    body: @escaping @Sendable (RepositoryWriter) async throws -> Value
  ) async throws -> (value: Value, counts: WriterCounts) {
    let writer = RepositoryWriter(repository, options)
    let value = try await withThrowingTaskGroup(of: Value?.self) { group in
      for _ in 0..<max(1, options.uploads) {
        group.addTask {
          while let pack = try await writer.channel.receive() { try await writer.finish(pack) }
          return nil
        }
      }
      group.addTask {
        let value = try await body(writer)
        try await writer.closePacks()
        return value
      }
      var value: Value?
      while let result = try await group.next() { if let result { value = result } }
      return value
    }
    guard let value else { throw CancellationError() }
    try await writer.storeIndex(force: true)
    return (value, writer.state.withLock { $0.counts })
  }

  package var counts: WriterCounts { state.withLock { $0.counts } }

  // MARK: - Blobs

  /// Stores the content unless the repository has it; returns its id, and whether it was new.
  @discardableResult
  package func save(_ content: [UInt8], _ kind: BlobKind) async throws -> (id: StorageID, isNew: Bool) {
    let handle = BlobHandle(kind, StorageID(of: content))
    guard try claim(handle) else { return (handle.id, false) }
    try await add(packed(content, handle), contentBytes: content.count)
    return (handle.id, true)
  }

  private func packed(_ content: [UInt8], _ handle: BlobHandle) -> PackedBlob {
    let compressed = content.withUnsafeBytes {
      BlobSealer.compressed($0, handle.kind, mode, isCompressing: repository.isCompressing)
    }
    guard let compressed else { return PackedBlob(handle: handle, bytes: content) }
    return PackedBlob(handle: handle, bytes: compressed, uncompressedLength: UInt32(content.count))
  }

  /// Takes a blob as another pack has it; for repacking. False when it is here already.
  package func addSealed(_ sealed: PackedBlob, contentBytes: Int, even: Bool = false) async throws -> Bool {
    let isNew = state.withLock { $0.unlisted.insert(sealed.handle).inserted }
    guard isNew else { return false }
    if !even, try repository.index.contains(sealed.handle) {
      state.withLock { _ = $0.unlisted.remove(sealed.handle) }
      return false
    }
    try await add(sealed, contentBytes: contentBytes)
    return true
  }

  /// Stores the content anew although the repository has it; for repacking.
  func rewrite(_ content: [UInt8], _ handle: BlobHandle) async throws {
    guard state.withLock({ $0.unlisted.insert(handle).inserted }) else { return }
    try await add(packed(content, handle), contentBytes: content.count)
  }

  /// Whether this run saves the blob, or the repository has it. A blob is listed in the local index before it leaves
  /// `unlisted`, and looked for in the other order: it is never missed.
  package func has(_ handle: BlobHandle) throws -> Bool {
    if state.withLock({ $0.unlisted.contains(handle) }) { return true }
    return try repository.index.contains(handle)
  }

  private func claim(_ handle: BlobHandle) throws -> Bool {
    guard state.withLock({ $0.unlisted.insert(handle).inserted }) else { return false }
    guard try repository.index.contains(handle) else { return true }
    state.withLock { _ = $0.unlisted.remove(handle) }
    return false
  }

  private func add(_ blob: PackedBlob, contentBytes: Int) async throws {
    let kind = blob.handle.kind
    state.withLock { state in
      state.counts.newBlobs[kind, default: 0] += 1
      state.counts.newBytes[kind, default: 0] += Int64(contentBytes)
      state.counts.storedBytes[kind, default: 0] += Int64(blob.sealedBytes)
    }
    try await packs(kind).add(blob, repository.key) { try await channel.send($0) }
  }

  // MARK: - Packs and index

  private func packs(_ kind: BlobKind) -> OpenPacks { kind == .data ? dataPacks : treePacks }

  private func closePacks() async throws {
    for pack in dataPacks.close() + treePacks.close() { try await channel.send(pack) }
    channel.finish()
  }

  /// Seals, verifies and stores a pack; gives its memory back.
  private func finish(_ pack: PackBuilder) async throws {
    try await seal(pack)
    try await store(pack)
    packs(pack.kind).giveBack(pack)
    try await storeIndex(force: false)
  }

  private func seal(_ pack: PackBuilder) async throws {
    _ = try await proofs.receive()
    defer { proofs.giveBack(true) }
    try pack.seal(repository.key)
  }

  private func store(_ pack: PackBuilder) async throws {
    if options.dryRun { return state.withLock { $0.counts.packs += 1 } }
    try await repository.backend.save(RepositoryFile(.pack, pack.id), pack.bytes)
    if pack.kind == .tree { repository.cache.store(RepositoryFile(.pack, pack.id), pack.bytes) }
    state.withLock { state in
      state.pending.packs.append((pack.id, pack.blobs))
      state.counts.packs += 1
    }
  }

  private func storeIndex(force: Bool) async throws {
    let file = state.withLock { state -> IndexFile? in
      let count = state.pending.blobCount
      guard count > 0, force || count >= IndexFile.fullBlobCount else { return nil }
      defer { state.pending = IndexFile() }
      return state.pending
    }
    guard let file else { return }
    // Without the lock a prune may have taken the packs away, being in no index yet.
    try await RepositoryLock.confirmHeld()
    let id = try await repository.saveUnpacked(.index, file.encoded())
    try repository.index.add(id, file)
    state.withLock { state in
      state.counts.indexFiles += 1
      for pack in file.packs { for blob in pack.blobs { state.unlisted.remove(blob.handle) } }
    }
  }
}
