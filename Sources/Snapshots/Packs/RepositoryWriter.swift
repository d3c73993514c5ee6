internal import Digests
internal import Synchronization

/// How new data is stored.
package struct WriterOptions: Sendable {
  package var compression: CompressionMode = .auto
  /// A pack is closed when it has reached this size.
  package var packSizeBytes = 16 << 20
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
/// Memory: two open packs of data and two on their way, of whatever kind; whoever would begin one more waits. Trees
/// come in hundredths of that.
package final class RepositoryWriter: Sendable {
  private struct State {
    /// Blobs of this run that are not in the local index yet.
    var unlisted: Set<BlobHandle> = []
    /// nil where the last one was taken out full and no blob came since.
    var open: [BlobKind: [PackBuilder?]] = [
      .data: Array(repeating: nil, count: openDataPacks), .tree: [nil],
    ]
    var pending = IndexFile()
    var counts = WriterCounts()
    /// Chooses the pack of a blob; seeded with what nobody can guess.
    var random: UInt64
  }

  /// Blobs of data go to one of so many packs by chance, so that neighbours in a pack tell nothing about the order of
  /// chunks in a file.
  private static let openDataPacks = 2

  package let repository: Repository
  private let options: WriterOptions
  private let mode: CompressionMode
  private let channel = BoundedChannel<PackBuilder>(capacity: 1)
  /// One for each pack that may be in memory, so that their pages are used again: fresh ones cost as much as sealing.
  private let buffers: BoundedChannel<[UInt8]>
  private let state: Mutex<State>

  private init(_ repository: Repository, _ options: WriterOptions) {
    self.repository = repository
    self.options = options
    mode = repository.isCompressing ? options.compression : .off
    buffers = BoundedChannel(elements: Array(repeating: [], count: Self.openDataPacks + max(1, options.uploads)))
    let seed = randomBytes(count: 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    state = Mutex(State(random: seed | 1))
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
    let sealed = content.withUnsafeBytes { seal($0, handle) }
    try await add(sealed, contentBytes: content.count)
    return (handle.id, true)
  }

  /// As above for a piece of a buffer: everything up to the pack happens before the first suspension.
  package func prepare(_ content: UnsafeRawBufferPointer, _ kind: BlobKind) throws -> PreparedBlob {
    let handle = BlobHandle(kind, StorageID(of: content))
    guard try claim(handle) else { return PreparedBlob(id: handle.id, sealed: nil, contentBytes: content.count) }
    return PreparedBlob(id: handle.id, sealed: seal(content, handle), contentBytes: content.count)
  }

  /// Takes what ``prepare(_:_:)`` made.
  package func add(_ blob: PreparedBlob) async throws {
    if let sealed = blob.sealed { try await add(sealed, contentBytes: blob.contentBytes) }
  }

  private func seal(_ content: UnsafeRawBufferPointer, _ handle: BlobHandle) -> SealedBlob {
    BlobSealer.seal(content, handle, mode, isCompressing: repository.isCompressing, repository.key)
  }

  /// Takes a blob as another pack has it; for repacking. False when it is here already.
  package func addSealed(_ sealed: SealedBlob, contentBytes: Int, even: Bool = false) async throws -> Bool {
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
    try await add(content.withUnsafeBytes { seal($0, handle) }, contentBytes: content.count)
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

  private func add(_ sealed: SealedBlob, contentBytes: Int) async throws {
    let kind = sealed.handle.kind
    let chosen = state.withLock { state in
      state.counts.newBlobs[kind, default: 0] += 1
      state.counts.newBytes[kind, default: 0] += Int64(contentBytes)
      state.counts.storedBytes[kind, default: 0] += Int64(sealed.bytes.count)
      return Self.choosePack(kind, &state)
    }
    while true {
      switch state.withLock({ append(sealed, to: chosen, &$0) }) {
      case .done: return
      case .full(let pack): return try await channel.send(pack)
      case .needsBuffer:
        let buffer = kind == .data ? try await buffers.receive() ?? [] : []
        let unused = state.withLock { state -> [UInt8]? in
          guard state.open[kind]?[chosen] == nil else { return buffer }
          let sizeBytes = options.packSizeBytes
          state.open[kind]?[chosen] = PackBuilder(kind, reusing: buffer, sizeBytes: kind == .data ? sizeBytes : 0)
          return nil
        }
        // Somebody else began the pack meanwhile.
        if let unused, kind == .data { buffers.giveBack(unused) }
      }
    }
  }

  private static func choosePack(_ kind: BlobKind, _ state: inout State) -> Int {
    // xorshift64: even enough to spread blobs.
    state.random ^= state.random << 13
    state.random ^= state.random >> 7
    state.random ^= state.random << 17
    return Int(state.random % UInt64(kind == .data ? openDataPacks : 1))
  }

  private enum Appending {
    case done
    /// The pack is full, and out.
    case full(PackBuilder)
    case needsBuffer
  }

  private func append(_ sealed: SealedBlob, to chosen: Int, _ state: inout State) -> Appending {
    let kind = sealed.handle.kind
    guard state.open[kind]?[chosen] != nil else { return .needsBuffer }
    state.open[kind]?[chosen]?.append(sealed)
    guard let size = state.open[kind]?[chosen]?.sizeBytes, size >= options.packSizeBytes,
      let full = state.open[kind]?[chosen]
    else { return .done }
    state.open[kind]?[chosen] = nil
    return .full(full)
  }

  // MARK: - Packs and index

  private func closePacks() async throws {
    let rest = state.withLock { state in
      defer { state.open = [:] }
      // What is left of data goes into one pack.
      return state.open.values.map { PackBuilder.merged($0.compactMap(\.self)) }
    }
    for pack in rest where pack.sizeBytes > 0 { try await channel.send(pack) }
    channel.finish()
  }

  /// Seals, verifies and stores a pack; gives its memory back.
  private func finish(_ builder: consuming PackBuilder) async throws {
    var pack = try builder.sealed(repository.key)
    try await store(pack)
    if pack.kind == .data { buffers.giveBack(pack.takeBytes()) }
  }

  private func store(_ pack: FinishedPack) async throws {
    if options.dryRun { return state.withLock { $0.counts.packs += 1 } }
    try await repository.backend.save(RepositoryFile(.pack, pack.id), pack.bytes)
    if pack.kind == .tree { repository.cache.store(RepositoryFile(.pack, pack.id), pack.bytes) }
    state.withLock { state in
      state.pending.packs.append((pack.id, pack.blobs))
      state.counts.packs += 1
    }
    try await storeIndex(force: false)
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

/// A blob on its way into a pack.
package struct PreparedBlob: Sendable {
  package var id: StorageID
  /// nil when the repository has it.
  fileprivate var sealed: SealedBlob?
  package var contentBytes: Int

  package var isNew: Bool { sealed != nil }
}
