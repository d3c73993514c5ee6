internal import Digests
package import LocalFiles
package import ObjectStores
internal import StorageModel

/// Downloads objects of one store into one folder.
///
/// Under its name a file appears complete, verified and with its metadata, or not at all. Small bodies are verified
/// in memory; larger ones go straight from the connection into the temporary file, are read back from the page cache,
/// compared and then renamed. A body that does not agree with its object is fetched once more before it is an error.
package struct FileDownloader: Sendable {
  /// Up to here a body is held in memory.
  static let memoryLimitBytes: Int64 = 1 << 20
  /// Up to here it comes in one request, from there on in ranges side by side.
  static let singleGetLimitBytes: Int64 = 32 << 20
  static let rangeBytes: Int64 = 16 << 20
  private static let maximumWidth = 8
  private static let attempts = 2

  let store: any ObjectStore
  let root: FolderRoot
  let resources: TransferResources

  package init(store: any ObjectStore, root: FolderRoot, resources: TransferResources) {
    self.store = store
    self.root = root
    self.resources = resources
  }

  /// Downloads one object; `progress` counts the bytes of each response when it has arrived.
  package func download(
    _ request: DownloadRequest, progress: @escaping TransferProgress = { _ in }
  ) async throws(TransferError) -> DownloadedFile {
    var damage: TransferError?
    for _ in 0..<Self.attempts {
      do throws(TransferError) {
        return request.sizeBytes <= Self.memoryLimitBytes
          ? try await downloadToMemory(request, progress) : try await downloadToFile(request, progress)
      } catch {
        guard case .damaged = error else { throw error }
        damage = error
      }
    }
    throw damage ?? .cancelled
  }

  private func downloadToMemory(
    _ request: DownloadRequest, _ progress: TransferProgress
  ) async throws(TransferError) -> DownloadedFile {
    let size = max(0, request.sizeBytes)
    do throws(CancellationError) { try await resources.budget.acquire(size) } catch { throw .cancelled }
    defer { resources.budget.release(size) }
    try await throttle(size)
    let options = ReadOptions(versionID: request.versionID, ifMatch: request.etag)
    let result = try await receive(request) { () throws(StoreError) in
      try await store.get(request.key, options, into: .memory(limitBytes: Int(size)))
    }
    progress(result.receivedBytes)
    guard Int64(result.bytes.count) == result.info.sizeBytes else {
      throw damaged(request, "length", "\(result.info.sizeBytes)", "\(result.bytes.count)")
    }
    var verifier = BodyVerifier(result.info, knownPartSizeBytes: request.knownPartSizeBytes)
    result.bytes.withUnsafeBytes { verifier.update($0) }
    let verification = try check(verifier, request)
    let status = try destinationErrors { () throws(LocalError) in try place(request, result) }
    return DownloadedFile(
      info: result.info, status: status, verification: verification, digest: .whole(sha256: sha256(result.bytes)))
  }

  private func place(_ request: DownloadRequest, _ result: GetResult) throws(LocalError) -> FileStatus {
    switch request.placement(result.info) {
    case .symlink(let metadata):
      try root.makeSymlink(request.path, target: result.bytes, metadata: metadata)
      return try root.status(request.path)
    case .file(let metadata):
      let file = try AtomicFile(in: root, path: request.path)
      try file.write(result.bytes, at: 0)
      return try file.commit(metadata, replacing: request.replacing, durability: request.durability)
    }
  }

  private func downloadToFile(
    _ request: DownloadRequest, _ progress: @escaping TransferProgress
  ) async throws(TransferError) -> DownloadedFile {
    let file = try destinationErrors { () throws(LocalError) in
      try AtomicFile(in: root, path: request.path, sizeBytes: request.sizeBytes, sparse: request.keepsHoles)
    }
    let info =
      request.sizeBytes <= Self.singleGetLimitBytes
      ? try await receiveWhole(request, file, progress) : try await receiveRanges(request, file, progress)
    let verification = try await verify(file.file, info, request)
    guard case .file(let metadata) = request.placement(info) else {
      throw .destination(LocalError(.unsafeName, operation: "link to a target of over 1 MiB", path: request.path))
    }
    let status = try destinationErrors { () throws(LocalError) in
      try file.commit(metadata, replacing: request.replacing, durability: request.durability)
    }
    return DownloadedFile(info: info, status: status, verification: verification, digest: nil)
  }

  private func receiveWhole(
    _ request: DownloadRequest, _ file: AtomicFile, _ progress: TransferProgress
  ) async throws(TransferError) -> ObjectInfo {
    let options = ReadOptions(versionID: request.versionID, ifMatch: request.etag)
    let region = file.file.region(offset: 0, lengthBytes: request.sizeBytes)
    let result = try await receive(request) { () throws(StoreError) in
      try await store.get(request.key, options, into: sink(region))
    }
    progress(result.receivedBytes)
    guard result.receivedBytes == request.sizeBytes, result.info.sizeBytes == request.sizeBytes else {
      throw damaged(request, "length", "\(request.sizeBytes)", "\(result.receivedBytes)")
    }
    return result.info
  }

  /// HEAD tells checksums and headers, since a range has no checksum of the whole; then every range names the ETag, so
  /// that all of them are of one object.
  private func receiveRanges(
    _ request: DownloadRequest, _ file: AtomicFile, _ progress: @escaping TransferProgress
  ) async throws(TransferError) -> ObjectInfo {
    let head = ReadOptions(versionID: request.versionID, ifMatch: request.etag)
    let info = try await receive(request) { () throws(StoreError) in try await store.head(request.key, head) }
    guard info.sizeBytes == request.sizeBytes,
      let layout = MultipartLayout(sizeBytes: request.sizeBytes, partSizeBytes: Self.rangeBytes)
    else { throw damaged(request, "length", "\(request.sizeBytes)", "\(info.sizeBytes)") }
    let width = max(1, min(Self.maximumWidth, resources.gate.limit))
    let result = await withTaskGroup(of: Result<Void, TransferError>.self) { group -> Result<Void, TransferError> in
      var outcome: Result<Void, TransferError> = .success(())
      var running = 0
      for number in 1...layout.partCount {
        if running == width {
          running -= 1
          if let finished = await group.next(), case .failure = finished { outcome = finished }
        }
        if case .failure = outcome { break }
        running += 1
        group.addTask { await receiveRange(request, file, info.etag, layout, number, progress) }
      }
      if case .failure = outcome { group.cancelAll() }
      for await finished in group {
        guard case .failure = finished else { continue }
        if case .success = outcome { outcome = finished }
        group.cancelAll()
      }
      return outcome
    }
    try result.get()
    return info
  }

  private func receiveRange(
    _ request: DownloadRequest, _ file: AtomicFile, _ etag: ETag, _ layout: MultipartLayout, _ number: Int,
    _ progress: TransferProgress
  ) async -> Result<Void, TransferError> {
    guard let part = layout.part(number), let range = ByteRange(offset: part.offset, lengthBytes: part.lengthBytes)
    else { return .failure(.cancelled) }
    let options = ReadOptions(range: range, versionID: request.versionID, ifMatch: etag, wantsChecksum: false)
    let region = file.file.region(offset: part.offset, lengthBytes: part.lengthBytes)
    do throws(TransferError) {
      let result = try await receive(request) { () throws(StoreError) in
        try await store.get(request.key, options, into: sink(region))
      }
      guard result.receivedBytes == part.lengthBytes else {
        throw damaged(request, "length", "\(part.lengthBytes)", "\(result.receivedBytes)")
      }
      progress(result.receivedBytes)
      return .success(())
    } catch {
      return .failure(error)
    }
  }
}

extension FileDownloader {
  private func verify(
    _ file: OpenFile, _ info: ObjectInfo, _ request: DownloadRequest
  ) async throws(TransferError) -> Verification {
    var verifier = BodyVerifier(info, knownPartSizeBytes: request.knownPartSizeBytes)
    var zeros = ZeroRuns()
    if verifier.needsBytes || request.keepsHoles {
      let reader = RegionReader(file: file)
      try await reader.forEachStep(offset: 0, lengthBytes: info.sizeBytes) { step in
        verifier.update(step)
        if request.keepsHoles { zeros.append(step) }
      }
    }
    let verification = try check(verifier, request)
    for run in zeros.runs {
      let isPunched = try destinationErrors { () throws(LocalError) in
        try file.punchHole(offset: run.offset, lengthBytes: run.lengthBytes)
      }
      if !isPunched { break }
    }
    return verification
  }

  private func check(_ verifier: BodyVerifier, _ request: DownloadRequest) throws(TransferError) -> Verification {
    switch verifier.verdict() {
    case .verified(let verification): return verification
    case .damaged(let evidence, let expected, let found): throw damaged(request, evidence, expected, found)
    }
  }

  private func damaged(
    _ request: DownloadRequest, _ evidence: String, _ expected: String, _ found: String
  ) -> TransferError {
    .damaged(TransferError.DamagedObject(key: request.key, evidence: evidence, expected: expected, found: found))
  }

  private func sink(_ region: FileRegion) -> BodySink {
    guard let bandwidth = resources.bandwidth, bandwidth.isLimiting else { return .file(region) }
    return .stream(ThrottledWriter(region: region, bandwidth: bandwidth))
  }

  private func throttle(_ bytes: Int64) async throws(TransferError) {
    // Only cancellation ends a sleep early.
    do { try await resources.bandwidth?.take(bytes) } catch { throw .cancelled }
  }

  /// Says whose fault a failure was.
  private func receive<Value: Sendable>(
    _ request: DownloadRequest, _ body: () async throws(StoreError) -> Value
  ) async throws(TransferError) -> Value {
    do throws(StoreError) {
      return try await body()
    } catch {
      switch error.code {
      case .cancelled: throw .cancelled
      case .sinkFailed:
        throw .destination(LocalError(errno: error.errno ?? 0, operation: "write", path: request.path))
      default: throw .store(error)
      }
    }
  }
}
