internal import LocalFiles
internal import StorageModel

/// A regular file to read, and where its node goes.
struct FileJob: Sendable {
  var root: FolderRoot
  /// Below `root`.
  var path: PathBytes
  var name: [UInt8]
  /// For messages.
  var absolutePath: [UInt8]
  var folder: FolderAssembly
  var slot: Int
  /// As the walk saw it.
  var fingerprint: FileFingerprint
  var previous: TreeNode?
}

/// Reads files, cuts them into chunks and stores those that are new.
struct FileSaver: Sendable {
  /// Chunks of one file that are hashed and compressed at once.
  private static let chunksAtOnce = 2

  let writer: RepositoryWriter
  let chunker: Chunker
  let nodes: NodeMaker
  let run: AssemblyRun
  /// Holes are believed of files that have not changed since: file systems had mistakes (OpenZFS before 2.2.2) by which
  /// data that was just written showed as a hole.
  let settledBefore: Timestamp
  private let room = ChunkRoom()

  private var tally: CreateTally { run.tally }

  init(chunker: Chunker, nodes: NodeMaker, run: AssemblyRun, settledBefore: Timestamp) {
    writer = run.writer
    self.chunker = chunker
    self.nodes = nodes
    self.run = run
    self.settledBefore = settledBefore
  }

  /// What could not be read of the source; everything else ends the run.
  private struct SourceError: Error { let cause: LocalError }

  func save(_ job: FileJob) async throws {
    var node: TreeNode?
    do {
      node = try await read(job)
    } catch let error as SourceError {
      tally.problem(job.absolutePath, error.cause.description)
    }
    if let node {
      let outcome: EntryOutcome = job.previous == nil ? .new : .changed
      tally.file(job.absolutePath, outcome, sizeBytes: Int64(clamping: node.sizeBytes))
    }
    try await job.folder.fill(job.slot, node, run)
  }

  private func source<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as LocalError { throw SourceError(cause: error) }
  }

  private func read(_ job: FileJob) async throws -> TreeNode {
    let (file, status) = try source { try job.root.openWithStatus(job.path) }
    if status.fingerprint != job.fingerprint { job.folder.spoil() }
    var node = nodes.node(job.name, status)
    node.extendedAttributes = try source { try file.nodeAttributes() }
    let (content, size) = try await chunks(of: file, status)
    node.content = content
    node.sizeBytes = UInt64(size)
    let after = try source { try file.status() }
    if after.fingerprint != status.fingerprint {
      job.folder.spoil()
      tally.problem(job.absolutePath, "the file changed while it was read; what was read is in the snapshot")
    }
    return node
  }

  private func chunks(of file: OpenFile, _ status: FileStatus) async throws -> ([StorageID], Int64) {
    guard status.sizeBytes < Chunker.minimumBytes else { return try await manyChunks(of: file, status) }
    // One byte more than it should have, to see whether it grew.
    let bytes = try source { try file.read(at: 0, count: Int(status.sizeBytes) + 1) }
    guard bytes.count <= Int(status.sizeBytes) else { return try await manyChunks(of: file, status) }
    guard !bytes.isEmpty else { return ([], 0) }
    let id = try await writer.save(bytes, .data).id
    return ([id], Int64(bytes.count))
  }

  private func manyChunks(of file: OpenFile, _ status: FileStatus) async throws -> ([StorageID], Int64) {
    let isSettled = status.fingerprint.changed < settledBefore
    let holes = isSettled ? try source { try FileHoles(of: file, status) } : .none
    return try await chunks(holes) { offset, room in try file.read(at: offset, into: room) }
  }

  /// The chunk that a run of zeros is cut into, stored; nil where zeros have no cut at the least length, which is so
  /// for no polynomial known.
  private func zeroChunk() async throws -> (id: StorageID, lengthBytes: Int)? {
    let zeros = [UInt8](repeating: 0, count: Chunker.minimumBytes)
    guard zeros.withUnsafeBytes({ chunker.end(in: $0) }) == zeros.count else { return nil }
    return (try await writer.save(zeros, .data).id, zeros.count)
  }

  /// The chunks of whatever `read` gives, in order; empty bytes are its end. A chunk that lies in a hole as a whole is
  /// neither read nor hashed: of a 3 GiB file with one line in it a few MiB are.
  private func chunks(
    _ holes: FileHoles = .none, _ read: (Int64, UnsafeMutableRawBufferPointer) throws -> Int
  ) async throws -> ([StorageID], Int64) {
    var holes = holes
    let zeros = holes.isEmpty ? nil : try await zeroChunk()
    return try await withThrowingTaskGroup(of: (Int, StorageID).self) { group in
      var ids: [Int: StorageID] = [:]
      var count = 0
      var offset: Int64 = 0
      var buffer = ReadBuffer()
      var scanned = 0
      var isAtEnd = false
      while true {
        if let zeros, scanned == 0, !isAtEnd,
          holes.zeros(from: offset - Int64(buffer.bytes.count)) >= Int64(zeros.lengthBytes)
        {
          ids[count] = zeros.id
          count += 1
          let read = min(buffer.bytes.count, zeros.lengthBytes)
          _ = buffer.take(read)
          offset += Int64(zeros.lengthBytes - read)
          continue
        }
        let length = buffer.bytes.withUnsafeBytes { chunker.end(in: $0, scanned: scanned) }
        if length == nil, !isAtEnd {
          scanned = buffer.bytes.count
          let more = try source { try buffer.fill { try read(offset, $0) } }
          offset += Int64(more)
          isAtEnd = more == 0
          continue
        }
        let end = length ?? buffer.bytes.count
        guard end > 0 else { break }
        let chunk = buffer.take(end)
        scanned = 0
        if count >= Self.chunksAtOnce, let (number, id) = try await group.next() { ids[number] = id }
        let number = count
        try await room.enter(end)
        group.addTask {
          // Also where another chunk of the file failed: the run goes on with the next file.
          defer { room.leave(end) }
          return (number, try await writer.save(chunk, .data).id)
        }
        count += 1
      }
      for try await (number, id) in group { ids[number] = id }
      return ((0..<count).compactMap { ids[$0] }, offset)
    }
  }

  /// Stores a stream as one file; returns its chunks and size.
  func save(stream read: @escaping @Sendable (Int) throws -> [UInt8]) async throws -> ([StorageID], Int64) {
    do {
      return try await chunks { _, room in
        let bytes = try read(room.count)
        room.copyBytes(from: bytes)
        return bytes.count
      }
    } catch let error as SourceError {
      throw error.cause
    }
  }
}

/// What was read of a file and is not in a chunk yet.
private struct ReadBuffer {
  private static let readBytes = 1 << 20
  /// Most chunks, and what is read behind them, fit without being moved.
  private static let roomBytes = 3 << 20

  private(set) var bytes: [UInt8] = []

  /// Adds what `read` puts into the room behind the bytes, and returns how much that was.
  mutating func fill(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int {
    let before = bytes.count
    if bytes.capacity < before + Self.readBytes { bytes.reserveCapacity(max(Self.roomBytes, 2 * bytes.capacity)) }
    try bytes.append(addingCapacity: Self.readBytes) { span throws in
      try span.withUnsafeMutableBufferPointer { buffer, count throws in
        let room = UnsafeMutableRawBufferPointer(buffer)[count..<count + Self.readBytes]
        count += try read(UnsafeMutableRawBufferPointer(rebasing: room))
      }
    }
    return bytes.count - before
  }

  /// The first bytes, as they lie: what stays is less, and is moved.
  mutating func take(_ count: Int) -> [UInt8] {
    var rest: [UInt8] = []
    if count < bytes.count {
      rest.reserveCapacity(Self.roomBytes)
      rest += bytes[count...]
      bytes.removeLast(bytes.count - count)
    }
    swap(&bytes, &rest)
    return rest
  }
}
