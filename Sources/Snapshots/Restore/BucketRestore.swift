internal import Digests
package import ObjectStores
internal import Planning
internal import StorageModel

/// Restores a tree of a snapshot into a bucket, as `cairn sync` would have put the folder there: a file is an object, a
/// link one whose mode says so and whose body is the target. Folders, devices and fifos have no object.
///
/// An object appears complete or not at all; an upload in parts that fails is aborted. Every chunk was compared with
/// its id before it was sent.
package struct BucketRestore: Sendable {
  /// From here on in parts: eight times this is in memory at most.
  private static let partBytes = 16 << 20
  private static let filesAtOnce = 4

  private let source: any SnapshotReader
  private let store: any MultipartStore
  private let prefix: [UInt8]
  private let options: RestoreOptions
  private let report: RestoreReport
  private let fields: @Sendable (TreeNode) -> [String: String]

  /// `prefix` is empty or ends in `/`; `fields` are the user metadata of a node's object.
  package init(
    _ source: any SnapshotReader, into store: any MultipartStore, prefix: [UInt8], _ options: RestoreOptions,
    observer: any RestoreObserver, fields: @escaping @Sendable (TreeNode) -> [String: String]
  ) {
    self.source = source
    self.store = store
    self.prefix = prefix
    self.options = options
    self.fields = fields
    report = RestoreReport(observer)
  }

  /// As ``FolderRestore/run(_:)``. `.invalid` for options that a bucket cannot serve.
  package func run(_ place: SnapshotPlace) async throws -> RestoreTally {
    guard !options.deletes else {
      throw RepositoryError(.invalid, "--delete is for restores into a folder")
    }
    guard options.overwrite == .always || options.overwrite == .never else {
      throw RepositoryError(.invalid, "a restore into a bucket overwrites always or never")
    }
    switch place {
    case .entry(let node): try await take(PathBytes(bytes: node.name), node)
    case .folder(let tree, _): try await restore(tree)
    }
    return report.value
  }

  private func restore(_ tree: StorageID) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var running = 0
      var cursor = TreeCursor(source, tree: tree)
      while let step = try await cursor.next() {
        switch step {
        case .leave: break
        case .problem(let path, let error): try report.failed(path.bytes, error)
        case .entry(let path, let node):
          guard options.filters.admits(path) else {
            cursor.skip()
            continue
          }
          if running == Self.filesAtOnce {
            try await group.next()
            running -= 1
          }
          group.addTask { try await take(path, node) }
          running += 1
        }
      }
      try await group.waitForAll()
    }
  }

  private func take(_ path: PathBytes, _ node: TreeNode) async throws {
    report.update { $0.selected += 1 }
    do {
      guard node.hasSafeName else { throw RepositoryError(.damaged, "no entry can have this name") }
      switch node.kind {
      case .directory: report.update { $0.folders += 1 }
      case .symlink: try await put(path, node, .bytes(node.linkTarget))
      case .file: try await putFile(path, node)
      case .fifo, .blockDevice, .characterDevice, .socket, .other: report.done(path.bytes, .kept)
      }
    } catch let error as StoreError where error.code == .preconditionFailed {
      report.done(path.bytes, .kept, sizeBytes: node.sizeBytes)
    } catch {
      try report.failed(path.bytes, error)
    }
  }

  private func key(_ path: PathBytes) throws -> ObjectKey {
    let key = ObjectKey(bytes: prefix + path.bytes)
    guard key.bytes.count <= ObjectKey.maximumBytes else {
      throw RepositoryError(.unsupported, "the key is longer than \(ObjectKey.maximumBytes) bytes")
    }
    return key
  }

  private func writeOptions(_ node: TreeNode) -> WriteOptions {
    var write = WriteOptions()
    write.headers.metadata = fields(node)
    if options.overwrite == .never { write.condition = .onlyIfAbsent }
    return write
  }

  private func put(_ path: PathBytes, _ node: TreeNode, _ body: BodySource) async throws {
    if !options.isDryRun { _ = try await store.put(key(path), body: body, writeOptions(node)) }
    report.done(path.bytes, .created, sizeBytes: UInt64(clamping: body.lengthBytes))
  }

  private func putFile(_ path: PathBytes, _ node: TreeNode) async throws {
    let content = FileContent(source, node)
    let size = try content.lengthBytes()
    guard !options.isDryRun else { return report.done(path.bytes, .created, sizeBytes: size) }
    guard size > UInt64(Self.partBytes) else {
      var whole: [UInt8] = []
      whole.reserveCapacity(Int(size))
      try await content.forEachChunk { whole += $0 }
      return try await put(path, node, .bytes(whole))
    }
    try await putParts(key(path), node, content, size)
    report.done(path.bytes, .created, sizeBytes: size)
  }

  private func putParts(_ key: ObjectKey, _ node: TreeNode, _ content: FileContent, _ size: UInt64) async throws {
    // 10,000 parts at most (S3 User Guide, "Amazon S3 multipart upload limits").
    let partBytes = max(Self.partBytes, Int(size / 9_999) + 1)
    let write = writeOptions(node)
    let upload = try await store.createUpload(key, write)
    do {
      var parts: [UploadedPart] = []
      var pending: [UInt8] = []
      try await content.forEachChunk { chunk in
        pending += chunk
        while pending.count >= partBytes {
          parts.append(try await send(key, upload, parts.count + 1, Array(pending[..<partBytes])))
          pending.removeFirst(partBytes)
        }
      }
      if !pending.isEmpty { parts.append(try await send(key, upload, parts.count + 1, pending)) }
      _ = try await store.completeUpload(key, uploadID: upload, parts: parts, write)
    } catch {
      let store = store
      // The first error is the one to report; what cannot be aborted now is found by 'cairn uploads'.
      try? await uncancelled { try await store.abortUpload(key, uploadID: upload) }
      throw error
    }
  }

  private func send(_ key: ObjectKey, _ upload: String, _ number: Int, _ bytes: [UInt8]) async throws -> UploadedPart {
    try await store.uploadPart(
      key, uploadID: upload, number: number, body: .bytes(bytes), digests: BodyDigests(sha256: sha256(bytes)))
  }
}
