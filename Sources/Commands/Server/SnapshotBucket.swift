import S3Protocol
import S3Server
import Snapshots
import StorageModel
import Synchronization

/// All snapshots of a repository as a bucket for reading.
///
/// Takes no lock: a daemon that held one would keep every prune out for as long as it runs. Should a prune take away
/// what a request needs, the list and the index are read anew and the request is tried once more.
final class SnapshotBucket: ReadOnlyBucket {
  private struct State {
    var folders: SnapshotFolders?
    var read: Duration = .zero
  }

  /// How long a new snapshot may stay unseen: two requests, for the snapshots and the index, at most this often.
  private static let freshness: Duration = .seconds(15)

  let name: BucketName
  let created: Timestamp
  private let repository: Repository
  private let elapsed: @Sendable () -> Duration
  private let log: @Sendable (String) -> Void
  private let state = Mutex(State())

  init(
    _ repository: Repository, name: BucketName, _ context: CommandContext, log: @escaping @Sendable (String) -> Void
  ) {
    self.repository = repository
    self.name = name
    self.log = log
    created = context.now()
    elapsed = context.elapsed
  }

  /// Reads the snapshots and the index; what is damaged is logged and left out. Returns how many snapshots there are.
  @discardableResult func refresh() async throws -> Int {
    let list = try await SnapshotList(loading: repository)
    for (id, error) in list.damaged { log("snapshot \(id.short): \(error.message)") }
    try await repository.loadIndex()
    let folders = SnapshotFolders(repository, list.snapshots)
    state.withLock { $0 = State(folders: folders, read: elapsed()) }
    return list.snapshots.count
  }

  func list(prefix: [UInt8], delimiter: [UInt8], after: [UInt8]?, limit: Int) throws(S3Error) -> ReadOnlyPage {
    let found = try answer { folders in
      try await folders.page(prefix: prefix, delimiter: delimiter, after: after, limit: limit)
    }
    var page = ReadOnlyPage()
    page.objects = found.items.map { item in
      ObjectSummary(
        key: ObjectKey(bytes: item.key), sizeBytes: item.sizeBytes, etag: item.tag, lastModified: item.modified)
    }
    page.commonPrefixes = found.prefixes
    page.last = found.last
    return page
  }

  func object(_ key: ObjectKey) throws(S3Error) -> ReadOnlyObject {
    guard let item = try answer({ folders in try await folders.find(key.bytes) }) else { throw S3Error(.noSuchKey) }
    let repository = repository
    return ReadOnlyObject(
      sizeBytes: item.sizeBytes, etag: item.tag, modified: item.modified,
      userMetadata: item.node?.objectFields ?? [:]
    ) { (range) throws(S3Error) in
      guard let node = item.node else { return MemoryContent([]) }
      guard node.kind == .file else { return MemoryContent(Self.part(range, of: node.linkTarget)) }
      let content = FileContent(repository, node)
      let slices = try self.answer { _ in
        guard try content.lengthBytes() == UInt64(clamping: item.sizeBytes) else {
          throw RepositoryError(.damaged, "\(key): the snapshot and the index say different sizes")
        }
        return try content.slices(of: range)
      }
      return SnapshotContent(slices) { (id) throws(S3Error) in
        try self.answer { _ in try await repository.loadBlob(BlobHandle(.data, id)) }
      }
    }
  }

  private static func part(_ range: ByteRange?, of bytes: [UInt8]) -> [UInt8] {
    guard let range else { return bytes }
    return Array(bytes.dropFirst(Int(range.first)).prefix(Int(range.lengthBytes)))
  }

  /// Runs `body` on what is known; where that turns out to be too old, once more on what is there now.
  private func answer<Value: Sendable>(
    _ body: @escaping @Sendable (SnapshotFolders) async throws -> Value
  ) throws(S3Error) -> Value {
    do {
      return try blocking { [self] in
        do { return try await body(try await current()) } catch let error as RepositoryError
          where error.code == .notFound
        {
          try await refresh()
          return try await body(try await current())
        }
      }
    } catch {
      throw translated(error)
    }
  }

  private func current() async throws -> SnapshotFolders {
    let known = state.withLock { $0 }
    if let folders = known.folders, elapsed() - known.read < Self.freshness { return folders }
    try await refresh()
    guard let folders = state.withLock({ $0.folders }) else { throw CancellationError() }
    return folders
  }

  private func translated(_ error: any Error) -> S3Error {
    let message = CommandError(anyError: error)?.message ?? "\(error)"
    log("snapshots: \(message)")
    // The repository's store does not answer: another moment may be better. Anything else is damage.
    return error is StoreError || error is CancellationError
      ? S3Error(.serviceUnavailable) : S3Error(.internalError)
  }
}

/// Content that is there already.
private final class MemoryContent: ReadOnlyContent {
  private let rest: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) { rest = Mutex(bytes) }

  func next() throws(S3Error) -> [UInt8] {
    rest.withLock { rest in
      defer { rest = [] }
      return rest
    }
  }
}

/// Chunk after chunk of a file.
private final class SnapshotContent: ReadOnlyContent {
  private let slices: Mutex<ArraySlice<ChunkSlice>>
  private let load: @Sendable (StorageID) throws(S3Error) -> [UInt8]

  init(_ slices: [ChunkSlice], _ load: @escaping @Sendable (StorageID) throws(S3Error) -> [UInt8]) {
    self.slices = Mutex(slices[...])
    self.load = load
  }

  func next() throws(S3Error) -> [UInt8] {
    guard let slice = slices.withLock({ $0.popFirst() }) else { return [] }
    let chunk = try load(slice.id)
    guard slice.bytes.upperBound <= chunk.count else {
      throw S3Error(.internalError, "A chunk is shorter than the index says.")
    }
    return slice.bytes.count == chunk.count ? chunk : Array(chunk[slice.bytes])
  }
}
