internal import Digests
internal import LocalFiles
internal import StorageModel
internal import Synchronization

/// Some files that are restored together, so that what they need of a pack is fetched in few pieces.
struct RestoreBatch: Sendable {
  struct Item: Sendable {
    let path: PathBytes
    let node: TreeNode
    /// The file that stands there, whose chunks may be right already.
    let existing: FileStatus?
  }

  /// Beyond this many, what is waiting costs more memory than longer fetches save.
  private static let mostFiles = 4096

  private(set) var items: [Item] = []
  private var contentBytes: UInt64 = 0

  var isEmpty: Bool { items.isEmpty }

  mutating func append(_ item: Item) {
    items.append(item)
    let (sum, overflow) = contentBytes.addingReportingOverflow(item.node.sizeBytes)
    contentBytes = overflow ? .max : sum
  }

  func isFull(_ options: RestoreOptions) -> Bool {
    items.count >= Self.mostFiles || contentBytes >= options.batchBytes
  }
}

/// Restores the files of a batch: looks where their chunks lie, fetches, verifies, writes.
struct BatchRestore: Sendable {
  private struct Destination: Sendable {
    let file: RestoredFile
    let offset: UInt64
  }

  private struct Chunk: Sendable {
    let location: BlobLocation
    let offset: UInt64
    var lengthBytes: Int { location.place.contentLength }
  }

  let source: any SnapshotReader
  let root: FolderRoot
  let options: RestoreOptions
  let report: RestoreReport
  let restored: RestoredChunks

  func run(_ batch: RestoreBatch) async throws {
    var wanted: [StorageID: [Destination]] = [:]
    var locations: [BlobLocation] = []
    for item in batch.items {
      try Task.checkCancellation()
      do {
        for (chunk, destination) in try begin(item) {
          if wanted[chunk.location.handle.id] == nil { locations.append(chunk.location) }
          wanted[chunk.location.handle.id, default: []].append(destination)
        }
      } catch {
        try report.failed(item.path.bytes, error)
      }
    }
    try await fetch(PackRange.cover(locations), wanted)
  }

  /// The chunks of the file with their places in file and repository. Throws when one is in no index, or when the
  /// sizes do not add up to any file.
  private func chunks(of node: TreeNode) throws -> [Chunk] {
    var chunks: [Chunk] = []
    var offset: UInt64 = 0
    for id in node.content ?? [] {
      guard let location = try source.places(BlobHandle(.data, id)).first else {
        throw RepositoryError(.notFound, "the data blob \(id) is in no index")
      }
      chunks.append(Chunk(location: location, offset: offset))
      offset += UInt64(chunks[chunks.count - 1].lengthBytes)
      guard offset <= UInt64(Int64.max) else { throw RepositoryError(.damaged, "the file has an absurd size") }
    }
    return chunks
  }

  /// Does what can be done without fetching; returns what must be fetched.
  private func begin(_ item: RestoreBatch.Item) throws -> [(Chunk, Destination)] {
    let chunks = try chunks(of: item.node)
    let size = chunks.last.map { $0.offset + UInt64($0.lengthBytes) } ?? 0
    var present: [Bool] = []
    var old: OpenFile?
    if let existing = item.existing {
      let opened = try root.open(item.path)
      present = try chunks.map { try holds(opened, $0) }
      if UInt64(clamping: existing.sizeBytes) == size, !present.contains(false) {
        if !item.node.matchesMetadata(of: existing, options) {
          try root.setMetadata(item.path, item.node.metadata(options))
        }
        report.done(item.path.bytes, .unchanged, sizeBytes: size)
        return []
      }
      old = opened
    }
    let file = RestoredFile(
      root, item.path, item.node, options, sizeBytes: size,
      chunks: chunks.map { ($0.location.handle.id, $0.offset) }, isUpdate: item.existing != nil)
    return try start(file, chunks, present: present, old: old)
  }

  /// Copies what the old file has, and returns the rest.
  private func start(
    _ file: RestoredFile, _ chunks: [Chunk], present: [Bool], old: OpenFile?
  ) throws -> [(Chunk, Destination)] {
    guard !chunks.isEmpty else {
      try file.finishEmpty()
      finished(file)
      return []
    }
    var rest: [(Chunk, Destination)] = []
    do {
      for (index, chunk) in chunks.enumerated() {
        // Compared once more as it is copied: the file may change under us.
        if index < present.count, present[index], let old, let bytes = try content(old, chunk) {
          report.update { $0.bytesReused &+= UInt64(bytes.count) }
          if try bytes.withUnsafeBytes({ try file.write($0, at: chunk.offset) }) { finished(file) }
        } else if let bytes = copied(chunk) {
          if try bytes.withUnsafeBytes({ try file.write($0, at: chunk.offset) }) { finished(file) }
        } else {
          rest.append((chunk, Destination(file: file, offset: chunk.offset)))
        }
      }
    } catch {
      _ = file.lose()
      throw error
    }
    return rest
  }

  private func holds(_ file: OpenFile, _ chunk: Chunk) throws -> Bool { try content(file, chunk) != nil }

  /// The chunk from another file of this restore; nil when none has it, or has it no longer.
  private func copied(_ chunk: Chunk) -> [UInt8]? {
    guard let place = restored.place(of: chunk.location.handle.id) else { return nil }
    // A file that is gone or cannot be read any more: the repository has the chunk as well.
    guard let file = try? root.open(place.path) else { return nil }
    return try? content(file, chunk, at: place.offset)
  }

  /// The chunk from the file that stands there; nil when it is another one.
  private func content(_ file: OpenFile, _ chunk: Chunk) throws(LocalError) -> [UInt8]? {
    try content(file, chunk, at: chunk.offset)
  }

  private func content(_ file: OpenFile, _ chunk: Chunk, at offset: UInt64) throws(LocalError) -> [UInt8]? {
    let bytes = try file.read(at: Int64(clamping: offset), count: chunk.lengthBytes)
    return bytes.count == chunk.lengthBytes && StorageID(of: bytes) == chunk.location.handle.id ? bytes : nil
  }

  private func finished(_ file: RestoredFile) {
    restored.note(file.path, file.chunks)
    report.done(file.path.bytes, file.isUpdate ? .updated : .created, sizeBytes: file.sizeBytes)
  }
}

// MARK: - Fetching

extension BatchRestore {
  private func fetch(_ ranges: [PackRange], _ wanted: [StorageID: [Destination]]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, range) in ranges.enumerated() {
        if index >= options.fetches { try await group.next() }
        group.addTask { try await restore(range, wanted) }
      }
      try await group.waitForAll()
    }
  }

  private func restore(_ range: PackRange, _ wanted: [StorageID: [Destination]]) async throws {
    var sealed: [UInt8] = []
    do {
      guard let bytes = ByteRange(offset: Int64(range.offset), lengthBytes: Int64(range.lengthBytes)) else {
        throw RepositoryError(.damaged, "the index has an empty blob")
      }
      sealed = try await source.loadSealed(range.pack, range: bytes)
      report.update { tally in
        tally.fetches += 1
        tally.bytesFetched &+= range.lengthBytes
      }
    } catch let error as RepositoryError {
      guard RestoreFailure.isDamage(error) else { throw error }
    }
    for blob in range.blobs {
      try Task.checkCancellation()
      let destinations = wanted[blob.handle.id] ?? []
      do {
        let content = try await content(of: blob, in: sealed, from: range.offset)
        for destination in destinations { try write(content, to: destination) }
      } catch {
        guard RestoreFailure.isDamage(error) else { throw error }
        for destination in destinations where destination.file.lose() {
          try report.failed(destination.file.path.bytes, error)
        }
      }
    }
  }

  /// From the fetched range, or, when that is short or damaged, from wherever else the blob lies.
  private func content(of blob: BlobLocation, in sealed: [UInt8], from offset: UInt64) async throws -> [UInt8] {
    let start = Int(UInt64(blob.place.offset) - offset)
    let end = start + Int(blob.place.length)
    if end <= sealed.count {
      // A damaged copy is not the last word.
      let content = sealed.withUnsafeBytes { try? source.open(UnsafeRawBufferPointer(rebasing: $0[start..<end]), blob) }
      if let content { return content }
    }
    let content = try await source.loadBlob(blob.handle)
    guard content.count == blob.place.contentLength else {
      throw RepositoryError(.damaged, "the blob \(blob.handle.id) is not as long as the index says")
    }
    return content
  }

  private func write(_ content: [UInt8], to destination: Destination) throws {
    let file = destination.file
    do throws(LocalError) {
      if try content.withUnsafeBytesTyped({ (bytes) throws(LocalError) in try file.write(bytes, at: destination.offset)
      }) {
        finished(file)
      }
    } catch {
      if file.lose() { try report.failed(file.path.bytes, error) }
    }
  }
}

extension [UInt8] {
  /// As withUnsafeBytes, with a typed error.
  fileprivate func withUnsafeBytesTyped<Value>(
    _ body: (UnsafeRawBufferPointer) throws(LocalError) -> Value
  ) throws(LocalError) -> Value {
    var result: Result<Value, LocalError>?
    withUnsafeBytes { bytes in
      do throws(LocalError) { result = .success(try body(bytes)) } catch { result = .failure(error) }
    }
    guard let result else { throw LocalError(.other, operation: "write", path: PathBytes(bytes: [])) }
    return try result.get()
  }
}
