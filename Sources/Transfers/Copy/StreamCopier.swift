internal import Digests
internal import LocalFiles
package import ObjectStores
internal import StorageModel

/// Copies objects from one endpoint to another through this machine, with memory bounded by the byte budget.
///
/// Every body is verified against what the source says of it before it counts, and carries its SHA-256 to the target.
/// Ranges of a large object name the source's ETag; a damaged or changed source never becomes an object.
package struct StreamCopier: Sendable {
  private static let maximumWidth = 4
  private static let attempts = 2

  private let source: any ObjectStore
  private let target: any MultipartStore
  private let resources: TransferResources

  package init(from source: any ObjectStore, to target: any MultipartStore, resources: TransferResources) {
    self.source = source
    self.target = target
    self.resources = resources
  }

  /// Copies one object. `options` decides how it is written once its headers are known.
  package func copy(
    _ request: StreamCopyRequest, progress: @escaping TransferProgress = { _ in }
  ) async throws(TransferError) -> CopiedObject {
    var damage: TransferError?
    for _ in 0..<Self.attempts {
      do throws(TransferError) {
        return try await attempt(request, progress)
      } catch {
        guard case .damaged = error else { throw error }
        damage = error
      }
    }
    throw damage ?? .cancelled
  }

  private func attempt(
    _ request: StreamCopyRequest, _ progress: @escaping TransferProgress
  ) async throws(TransferError) -> CopiedObject {
    guard
      let layout = MultipartLayout.choose(
        sizeBytes: request.sizeBytes, limits: target.limits, preferredPartSizeBytes: request.preferredPartSizeBytes),
      layout.partCount > 1
    else { return try await copyWhole(request, progress) }
    return try await copyInParts(request, layout, progress)
  }

  private func copyWhole(
    _ request: StreamCopyRequest, _ progress: TransferProgress
  ) async throws(TransferError) -> CopiedObject {
    let size = max(0, request.sizeBytes)
    do throws(CancellationError) { try await resources.budget.acquire(size) } catch { throw .cancelled }
    defer { resources.budget.release(size) }
    try await throttle(size)
    let readOptions = ReadOptions(versionID: request.versionID, ifMatch: request.etag)
    let got = try await asTransfer { () throws(StoreError) in
      try await source.get(request.key, readOptions, into: .memory(limitBytes: Int(size)))
    }
    var verifier = BodyVerifier(got.info, knownPartSizeBytes: request.knownPartSizeBytes)
    got.bytes.withUnsafeBytes { verifier.update($0) }
    let verification = try check(verifier, request)
    let digests = PartDigests(of: got.bytes)
    var options = request.options(got.info)
    options.digests = digests.bodyDigests(request.checksum)
    let finalOptions = options
    let result = try await asTransfer { () throws(StoreError) in
      try await target.put(request.target, body: .bytes(got.bytes), finalOptions)
    }
    progress(size)
    return CopiedObject(
      result: result, info: got.info, verification: verification, digest: .whole(sha256: digests.sha256),
      partSizeBytes: 0)
  }

  private func copyInParts(
    _ request: StreamCopyRequest, _ layout: MultipartLayout, _ progress: @escaping TransferProgress
  ) async throws(TransferError) -> CopiedObject {
    let head = ReadOptions(versionID: request.versionID, ifMatch: request.etag)
    let info = try await asTransfer { () throws(StoreError) in try await source.head(request.key, head) }
    let options = request.options(info)
    let uploadID = try await asTransfer { () throws(StoreError) in
      try await target.createUpload(request.target, options)
    }
    do throws(TransferError) {
      let run = StreamCopyRun(
        source: source, target: target, resources: resources, request: request, layout: layout, info: info,
        uploadID: uploadID, progress: progress)
      return try await run.copy(options, width: max(1, min(Self.maximumWidth, resources.gate.limit)))
    } catch {
      await abortInAnyCase(target, request.target, uploadID)
      throw error
    }
  }

  private func check(_ verifier: BodyVerifier, _ request: StreamCopyRequest) throws(TransferError) -> Verification {
    switch verifier.verdict() {
    case .verified(let verification): return verification
    case .damaged(let evidence, let expected, let found):
      throw .damaged(
        TransferError.DamagedObject(key: request.key, evidence: evidence, expected: expected, found: found))
    }
  }

  private func throttle(_ bytes: Int64) async throws(TransferError) {
    // Only cancellation ends a sleep early.
    do { try await resources.bandwidth?.take(bytes) } catch { throw .cancelled }
  }
}

/// Marks errors of a store, and cancellation, as what they are to a transfer.
func asTransfer<Value: Sendable>(
  _ body: () async throws(StoreError) -> Value
) async throws(TransferError) -> Value {
  do throws(StoreError) {
    return try await body()
  } catch {
    throw TransferError(error)
  }
}
